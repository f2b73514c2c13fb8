import type { SsoRawPart } from 'wardkeep/contracts';
import { boundedText, isSecretName, LEFT_OUT } from '../shown.js';
import { decodedMessage, readMessage } from './message.js';
import { SamlRefusal } from './saml-refusal.js';

/** A tag, or the text between two; comments and the like are in no message that is read. */
const TOKENS = /<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+/g;
const NAME = /^<\/?(?:[\w.-]+:)?([\w.-]+)/;
/** Nothing is proven or opened with it again. */
const UNSHOWN: ReadonlySet<string> = new Set(['SignatureValue', 'CipherValue']);
/** Too long to read; what it begins with tells it from another. */
const SHORTENED: ReadonlySet<string> = new Set(['X509Certificate', 'Modulus']);
const BEGINNING = 24;

/** What came from the provider, and what was encrypted in it, for whoever sets it up. Nothing of what can not be read. */
export function shownMessage(encoded: string | undefined, opened: string | null): readonly SsoRawPart[] {
  try {
    const response = decodedMessage(encoded);
    readMessage(response);
    const parts: SsoRawPart[] = [{ name: 'response', text: shownXml(response) }];
    return opened === null ? parts : [...parts, { name: 'assertion', text: shownXml(opened) }];
  } catch (error) {
    if (error instanceof SamlRefusal) return [];
    throw error;
  }
}

/** As it was written, a line for each element; without signatures, ciphertexts, and values that are called secret. */
export function shownXml(xml: string): string {
  const writing = new Writing();
  for (const [token] of xml.matchAll(TOKENS)) writing.add(token);
  return boundedText(writing.lines.join('\n'));
}

class Writing {
  readonly lines: string[] = [];
  private readonly open: string[] = [];
  private isSecret = false;
  /** Whether the last line is an element that was opened and holds no other. */
  private isOpen = false;

  add(token: string): void {
    const name = NAME.exec(token)?.[1];
    if (name === undefined) this.append(this.shown(token.trim()));
    else if (token.startsWith('</')) this.close(token);
    else this.begin(token.replace(/\s+/g, ' '), name);
  }

  private begin(tag: string, name: string): void {
    if (name === 'Attribute') this.isSecret = isSecretName(tag);
    this.write(tag);
    this.isOpen = !tag.endsWith('/>');
    if (this.isOpen) this.open.push(name);
  }

  private close(tag: string): void {
    this.open.pop();
    if (this.isOpen) this.append(tag);
    else this.write(tag);
    this.isOpen = false;
  }

  private write(line: string): void {
    this.lines.push(`${'  '.repeat(this.open.length)}${line}`);
  }

  private append(text: string): void {
    this.lines.push(`${this.lines.pop() ?? ''}${text}`);
  }

  private shown(text: string): string {
    const element = this.open.at(-1) ?? '';
    if (text !== '' && (UNSHOWN.has(element) || (this.isSecret && element === 'AttributeValue'))) return LEFT_OUT;
    return SHORTENED.has(element) && text.length > BEGINNING ? `${text.slice(0, BEGINNING)}${LEFT_OUT}` : text;
  }
}
