import type { XmlElement } from './xml-element.js';
import { expanded, namespacesOf, resolvedName, type Namespaces } from './xml-names.js';

export type XmlBounds = {
  readonly characters: number;
  readonly elements: number;
  readonly depth: number;
  readonly attributes: number;
  readonly comments: 'skipped' | 'refused';
};

export type XmlFault =
  | 'too-large'
  | 'too-many-elements'
  | 'too-deep'
  | 'too-many-attributes'
  | 'too-many-namespaces'
  | 'doctype'
  | 'processing-instruction'
  | 'comment'
  | 'cdata'
  | 'entity'
  | 'malformed';

export class XmlRefusal extends Error {
  constructor(readonly fault: XmlFault) {
    super(`XML refused: ${fault}`);
  }
}

type Open = {
  readonly name: string;
  readonly namespaces: Namespaces;
  readonly element: XmlElement & { readonly children: XmlElement[] };
  readonly text: string[];
};

/** That hold at one place: nobody needs a dozen, and whoever canonicalizes looks at all of them in each element. */
const MOST_NAMESPACES = 64;

/** Every name is ASCII: nothing that is exchanged here has others. */
const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const START = new RegExp(`<(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const START_END = /\s*(\/?)>/y;
const END = new RegExp(`</(${NAME})\\s*>`, 'y');
const DECLARATION = /^<\?xml\s[^?<>]*\?>/;
const UNKNOWN_ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/;
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Reads XML in one pass over the text, and stops at the first thing beyond the bounds: nobody can make it cost more
 * than its length. There are no document types, entities, processing instructions or CDATA sections.
 */
export function readXml(text: string, bounds: XmlBounds): XmlElement {
  if (text.length > bounds.characters) throw new XmlRefusal('too-large');
  if (NO_CHARACTER.test(text)) throw new XmlRefusal('malformed');
  if (UNKNOWN_ENTITY.test(text)) throw new XmlRefusal('entity');
  return new Reader(text, bounds).read();
}

class Reader {
  private at = 0;
  private elements = 0;
  private attributes = 0;
  private root: XmlElement | null = null;
  private readonly open: Open[] = [];

  constructor(
    private readonly text: string,
    private readonly bounds: XmlBounds,
  ) {}

  read(): XmlElement {
    this.at = DECLARATION.exec(this.text)?.[0].length ?? 0;
    for (let mark = this.text.indexOf('<', this.at); mark !== -1; mark = this.text.indexOf('<', this.at)) {
      this.take(this.text.slice(this.at, mark));
      this.at = mark;
      this.readMark();
    }
    this.take(this.text.slice(this.at));
    if (!this.root || this.open.length > 0) throw new XmlRefusal('malformed');
    return this.root;
  }

  private readMark(): void {
    const kind = this.text[this.at + 1];
    if (kind === '/') this.close();
    else if (kind === '!') this.skipComment();
    else if (kind === '?') throw new XmlRefusal('processing-instruction');
    else this.begin();
  }

  private take(text: string): void {
    const current = this.open.at(-1);
    if (current) current.text.push(expanded(text));
    else if (text.trim() !== '') throw new XmlRefusal('malformed');
  }

  private begin(): void {
    const [, name = ''] = this.match(START);
    this.countElement();
    const written = this.readAttributes();
    const [, isEmpty] = this.match(START_END);
    const namespaces = namespacesOf(written, this.open.at(-1)?.namespaces);
    if (namespaces && namespaces.count > MOST_NAMESPACES) throw new XmlRefusal('too-many-namespaces');
    const names = namespaces && resolvedName(name, namespaces);
    if (!names) throw new XmlRefusal('malformed');
    const attributes = new Map([...written].filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:')));
    const element = { ...names, attributes, children: [], text: '' };
    this.open.push({ name, namespaces, element, text: [] });
    if (isEmpty) this.finish();
  }

  private countElement(): void {
    this.elements += 1;
    if (this.elements > this.bounds.elements) throw new XmlRefusal('too-many-elements');
    if (this.open.length >= this.bounds.depth) throw new XmlRefusal('too-deep');
    if (this.open.length === 0 && this.root) throw new XmlRefusal('malformed');
  }

  private readAttributes(): ReadonlyMap<string, string> {
    const written = new Map<string, string>();
    for (;;) {
      ATTRIBUTE.lastIndex = this.at;
      const found = ATTRIBUTE.exec(this.text);
      if (!found) return written;
      const [all, name = '', quoted, apostrophed] = found;
      this.at += all.length;
      this.attributes += 1;
      if (this.attributes > this.bounds.attributes) throw new XmlRefusal('too-many-attributes');
      if (written.has(name)) throw new XmlRefusal('malformed');
      written.set(name, expanded((quoted ?? apostrophed ?? '').replace(/[\t\n\r]/g, ' ')));
    }
  }

  private close(): void {
    const [, name] = this.match(END);
    if (this.open.at(-1)?.name !== name) throw new XmlRefusal('malformed');
    this.finish();
  }

  private finish(): void {
    const done = this.open.pop();
    if (!done) throw new XmlRefusal('malformed');
    const element: XmlElement = { ...done.element, text: done.text.join('') };
    const parent = this.open.at(-1);
    if (parent) parent.element.children.push(element);
    else this.root = element;
  }

  private skipComment(): void {
    if (this.text.startsWith('<![CDATA[', this.at)) throw new XmlRefusal('cdata');
    if (!this.text.startsWith('<!--', this.at)) throw new XmlRefusal('doctype');
    if (this.bounds.comments === 'refused') throw new XmlRefusal('comment');
    const end = this.text.indexOf('--', this.at + 4);
    if (end === -1 || this.text[end + 2] !== '>') throw new XmlRefusal('malformed');
    this.at = end + 3;
  }

  private match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) throw new XmlRefusal('malformed');
    this.at += found[0].length;
    return found;
  }
}
