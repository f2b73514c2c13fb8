/** What stands for something that is not shown. */
export const LEFT_OUT = '[…]';

const MOST_SHOWN = 20_000;
const SECRET = /passw|passphrase|secret|token|credential|private.?key/i;
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;

/** Whether something of this name is to be shown to nobody, whatever it says. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** A message as an administrator may see it: no more of it than helps. */
export function boundedText(text: string): string {
  const plain = text.replace(DIRECTIONS, ' ');
  return plain.length > MOST_SHOWN ? `${cut(plain, MOST_SHOWN)}\n${LEFT_OUT}` : plain;
}

/** So much of the beginning, of which no character is half. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
