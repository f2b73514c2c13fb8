/** What people type without thinking; either way round. Digits go round once. */
const SEQUENCES = [
  'abcdefghijklmnopqrstuvwxyz',
  '012345678901234567890',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '!@#$%^&*()',
];

/** By two neighbors, a bit for each way in which one leads to the other. */
const STEPS = stepsOf(SEQUENCES);
const SAME = 1;
const ANY_STEP = -1;

/** Characters that count as few guesses: repeats of one, a piece of a sequence, a year. */
export type Run = { readonly from: number; readonly to: number; readonly characters: readonly string[] };

/** Cut into runs, each as long as it gets; years first. */
export function runsOf(characters: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < characters.length;) {
    const to = from + (isYearAt(characters, from) ? 4 : runLength(characters, from));
    runs.push({ from, to, characters: characters.slice(from, to) });
    from = to;
  }
  return runs;
}

/** The length of the shortest pattern that makes the whole; the last repetition may be cut. */
export function periodOf(characters: readonly string[]): number {
  for (let period = 1; period < characters.length; period += 1) {
    if (characters.every((character, index) => index < period || character === characters[index - period])) {
      return period;
    }
  }
  return characters.length;
}

function isYearAt(characters: readonly string[], from: number): boolean {
  return /^(?:19|20)\d\d$/.test(characters.slice(from, from + 4).join(''));
}

function runLength(characters: readonly string[], from: number): number {
  let steps = ANY_STEP;
  let at = from;
  for (; at + 1 < characters.length; at += 1) {
    steps &= stepBetween(characters[at], characters[at + 1]);
    if (steps === 0) break;
  }
  return at + 1 - from;
}

function stepBetween(one = '', next = ''): number {
  return one === next ? SAME : (STEPS.get(one + next) ?? 0);
}

function stepsOf(sequences: readonly string[]): ReadonlyMap<string, number> {
  const steps = new Map<string, number>();
  sequences
    .flatMap((sequence) => [[...sequence], [...sequence].reverse()])
    .forEach((sequence, way) => {
      for (let at = 0; at + 1 < sequence.length; at += 1) {
        const pair = `${sequence[at]}${sequence[at + 1]}`;
        steps.set(pair, (steps.get(pair) ?? 0) | (2 << way));
      }
    });
  return steps;
}
