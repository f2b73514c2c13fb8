export type Namespaces = {
  /** Null where the prefix stands for nothing. */
  readonly of: (name: string) => { readonly namespace: string; readonly local: string } | null;
  readonly bound: ReadonlyMap<string, string>;
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

/** The namespaces that hold in an element; null where it binds what may not be bound. */
export function namespacesOf(
  attributes: ReadonlyMap<string, string>,
  outer: Namespaces | undefined,
): Namespaces | null {
  const own = [...attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (own.length === 0 && outer) return outer;
  const bound = new Map(outer?.bound ?? [['xml', XML]]);
  for (const [name, uri] of own) {
    const prefix = name === 'xmlns' ? '' : name.slice('xmlns:'.length);
    if (!mayBind(prefix, uri)) return null;
    bound.set(prefix, uri);
  }
  return { bound, of: (name) => resolved(name, bound) };
}

function mayBind(prefix: string, uri: string): boolean {
  return prefix === '' || (prefix !== 'xml' && prefix !== 'xmlns' && uri !== '');
}

function resolved(name: string, bound: ReadonlyMap<string, string>) {
  const colon = name.indexOf(':');
  const prefix = colon === -1 ? '' : name.slice(0, colon);
  const namespace = bound.get(prefix) ?? (prefix === '' ? '' : null);
  return namespace === null ? null : { namespace, local: name.slice(colon + 1) };
}
