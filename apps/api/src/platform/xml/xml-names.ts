/** What an element declares beside what holds around it: looked up outwards, so that nothing is copied. */
export type Namespaces = {
  readonly own: ReadonlyMap<string, string>;
  readonly outer: Namespaces | null;
  /** How many declarations hold. */
  readonly count: number;
};

const XML = 'http://www.w3.org/XML/1998/namespace';
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with its references replaced: the five that XML has, and those by number. */
export function expanded(text: string): string {
  if (!text.includes('&')) return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  return lines.replace(/&(#x[\da-fA-F]+|#\d+|\w+);/g, (_, name: string) => NAMED[name] ?? characterOf(name));
}

/** U+FFFD for a number that no character has: it makes nothing equal to anything. */
function characterOf(reference: string): string {
  const isHex = reference.startsWith('#x');
  const code = Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  const isControl = code < 32 && code !== 9 && code !== 10 && code !== 13;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isControl || isSurrogate || code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
}

const OUTERMOST: Namespaces = { own: new Map([['xml', XML]]), outer: null, count: 0 };

/** The namespaces that hold in an element; null where it binds what may not be bound. */
export function namespacesOf(attributes: ReadonlyMap<string, string>, outer = OUTERMOST): Namespaces | null {
  const declared = [...attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  const own = new Map(declared.map(([name, uri]) => [name === 'xmlns' ? '' : name.slice('xmlns:'.length), uri]));
  if (![...own].every(([prefix, uri]) => mayBind(prefix, uri))) return null;
  return { own, outer, count: outer.count + own.size };
}

/** Null where the prefix stands for nothing. */
export function resolvedName(name: string, namespaces: Namespaces): { namespace: string; local: string } | null {
  const colon = name.indexOf(':');
  const prefix = colon === -1 ? '' : name.slice(0, colon);
  const namespace = boundTo(prefix, namespaces) ?? (prefix === '' ? '' : null);
  return namespace === null ? null : { namespace, local: name.slice(colon + 1) };
}

function mayBind(prefix: string, uri: string): boolean {
  return prefix === '' || (prefix !== 'xml' && prefix !== 'xmlns' && uri !== '');
}

function boundTo(prefix: string, innermost: Namespaces): string | null {
  for (let at: Namespaces | null = innermost; at; at = at.outer) {
    const uri = at.own.get(prefix);
    if (uri !== undefined) return uri;
  }
  return null;
}
