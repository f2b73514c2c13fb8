import { periodOf, runsOf } from './password-patterns.js';

/** Whose password it is: every name that a guesser would try first. */
export type PasswordOwner = {
  readonly username: string;
  readonly email: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  /** The name of the Domain, and how it is displayed. */
  readonly domainNames?: readonly string[];
};

type LookUp = (word: string) => boolean;

const PRODUCT = 'wardkeep';
const SHORTEST_COMMON = 4;
const SHORTEST_NAME = 3;
const LONGEST_WORD = 64;
/** How much around a word is guessed along with it: some digits, a year, a few symbols; around a short word, less. */
const PREDICTABLE = 6;
/** Signs, each with the letter that it stands for. */
const LEET: ReadonlyMap<string, string> = new Map(
  ['0o', '1i', '3e', '4a', '5s', '6g', '7t', '8b', '9g', '@a', '$s', '!i', '|i', '+t', '(c', '€e'].map(
    ([sign = '', letter = '']) => [sign, letter],
  ),
);

/** A word as it is looked up: without case, accents and other forms of the same letters. */
export function forComparison(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().normalize('NFC');
}

/**
 * A common password, or one in predictable disguise: leet, backwards, said twice, digits and symbols in and around it.
 * A phrase that only contains one is not meant.
 */
export function isCommonPassword(password: string, isCommon: LookUp): boolean {
  return isDisguised(password, (word) => word.length >= SHORTEST_COMMON && isCommon(word));
}

/** A name of the owner, the Domain or the product, alone or beside one more or a common word, in such disguise. */
export function isOfContextWords(password: string, owner: PasswordOwner, isCommon: LookUp): boolean {
  const names = namesOf(owner);
  const isKnown = (word: string) => names.has(word) || (word.length >= SHORTEST_COMMON && isCommon(word));
  return isDisguised(password, (word) => {
    if (names.has(word)) return true;
    for (let cut = SHORTEST_NAME; cut <= word.length - SHORTEST_NAME; cut += 1) {
      const [first, second] = [word.slice(0, cut), word.slice(cut)];
      if ((names.has(first) && isKnown(second)) || (names.has(second) && isKnown(first))) return true;
    }
    return false;
  });
}

/** One short pattern again and again, or hardly more than runs such as `aaaa` and `1234`. */
export function isRepetitive(password: string): boolean {
  const characters = [...forComparison(password)];
  if (characters.length < 6) return false;
  const period = periodOf(characters);
  const isPattern = characters.length >= 3 * period || (period <= 6 && characters.length >= 2 * period);
  return isPattern || runsOf(characters).length <= 3;
}

/** Whether a part of the password can be read as such a word, and what stands around it is predictable. */
function isDisguised(password: string, isWord: LookUp): boolean {
  const characters = [...forComparison(password)];
  const { starts, ends } = edgesOf(characters);
  return starts.some((start) =>
    ends.some((end) => {
      const length = end.at - start.at;
      if (length < SHORTEST_NAME || length > LONGEST_WORD) return false;
      if (start.cost + end.cost > Math.min(length, PREDICTABLE)) return false;
      return readingsOf(characters.slice(start.at, end.at)).some(isWord);
    }),
  );
}

type Edge = { readonly at: number; readonly cost: number };

/** Where a word may begin and end, with what it costs to guess the rest: at runs, and inside those it may share. */
function edgesOf(characters: readonly string[]): { starts: readonly Edge[]; ends: readonly Edge[] } {
  const runs = runsOf(characters);
  const costs = runs.map((run) => (/\p{L}/u.test(run.characters.join('')) ? 2 : 1));
  const sum = (some: readonly number[]) => some.reduce((total, cost) => total + cost, 0);
  const starts = runs.flatMap(({ from, to }, index) => {
    const cost = sum(costs.slice(0, index));
    return [
      { at: from, cost },
      { at: to - 1, cost: cost + (costs[index] ?? 0) },
    ];
  });
  const ends = runs.flatMap(({ from, to }, index) => {
    const cost = sum(costs.slice(index + 1));
    return [
      { at: to, cost },
      { at: from + 1, cost: cost + (costs[index] ?? 0) },
    ];
  });
  const isNear = ({ cost }: Edge) => cost <= PREDICTABLE;
  return { starts: starts.filter(isNear), ends: ends.filter(isNear) };
}

/** What a string may be meant as: as it stands, without separators, with leet undone, backwards, said once. */
function readingsOf(characters: readonly string[]): readonly string[] {
  const plain = characters.filter((character) => /[\p{L}\p{N}]/u.test(character));
  const undone = characters.map((character) => LEET.get(character) ?? character);
  const withBars = undone.map((letter, index) => ('1!|'.includes(characters[index] ?? ' ') ? 'l' : letter));
  const letters = undone.filter((character) => /[\p{L}\p{N}]/u.test(character));
  const forwards = [characters, plain, undone, withBars, letters];
  const readings = [...forwards, ...forwards.map((reading) => [...reading].reverse())];
  const words = readings.flatMap((reading) => [reading.join(''), reading.slice(0, periodOf(reading)).join('')]);
  return [...new Set(words)].filter((word) => word.length >= SHORTEST_NAME);
}

/** The names and all their parts, as `readingsOf` may give them. */
function namesOf({ username, email, firstName = '', lastName = '', domainNames = [] }: PasswordOwner): Set<string> {
  const [local = '', host = ''] = (email ?? '').split('@');
  const hosts = host.split('.').slice(0, -1);
  const names = [PRODUCT, username, local, ...hosts, firstName, lastName, firstName + lastName, ...domainNames];
  const parts = names.flatMap((name) => {
    const pieces = name.split(/[^\p{L}\p{N}]+/u);
    return [name, pieces.join(''), ...pieces, ...name.split(/[^\p{L}]+/u)];
  });
  return new Set(parts.map(forComparison).filter((name) => name.length >= SHORTEST_NAME));
}
