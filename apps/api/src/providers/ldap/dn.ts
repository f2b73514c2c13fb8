/**
 * A name of the directory (RFC 4514) in the one spelling that all its spellings share: without outer spaces, in small
 * letters, each character written one way, the parts of a part in order. For comparing; not for asking.
 */
export function comparableDn(dn: string): string {
  return split(dn, ',')
    .map((rdn) => split(rdn, '+').map(comparablePart).sort().join('+'))
    .join(',');
}

function comparablePart(part: string): string {
  const equals = part.indexOf('=');
  const type = part.slice(0, equals).trim().toLowerCase();
  const value = unescaped(part.slice(equals + 1).trim())
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ');
  return `${type}=${JSON.stringify(value)}`;
}

/** At separators that stand neither behind a backslash nor within quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [begin, isQuoted] = [0, false];
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') isQuoted = !isQuoted;
    else if (text[index] === separator && !isQuoted) {
      parts.push(text.slice(begin, index));
      begin = index + 1;
    }
  }
  return [...parts, text.slice(begin)];
}

/** Runs of `\c3\a9` are the bytes of characters; any other character behind a backslash is itself. */
function unescaped(value: string): string {
  const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  return bare
    .replace(/(?:\\[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8'))
    .replace(/\\(.)/gs, '$1');
}
