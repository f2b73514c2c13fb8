import { randomInt } from 'node:crypto';

const LENGTH = 24;
/** Without letters and digits that look alike. */
const ALPHABETS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '-_.+'] as const;

/** Some 110 bits or more, with every kind of character that a policy may ask for. */
export function makeTemporary(minLength: number): string {
  const all = ALPHABETS.join('');
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const others = Math.max(LENGTH, minLength) - ALPHABETS.length;
  const letters = [...ALPHABETS.map(pick), ...Array.from({ length: others }, () => pick(all))];
  for (let last = letters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [letters[last], letters[other]] = [letters[other] ?? '', letters[last] ?? ''];
  }
  return letters.join('');
}
