import { describe, expect, it } from '@jest/globals';
import { mannWhitney } from './mann-whitney.js';

const upTo = (count: number, step = 1) => Array.from({ length: count }, (_, index) => index * step);

/** All ways to pick so many of the places. */
function picks(places: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: places - from }, (_, index) => from + index).flatMap((first) =>
    picks(places, count - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

/** The exact p-value, by counting: of all ways to divide the values, those at least as lopsided as this one. */
function byCounting(left: readonly number[], right: readonly number[]): number {
  const all = [...left, ...right];
  const lopsidedness = (chosen: readonly number[]) => {
    const others = all.filter((_, index) => !chosen.includes(index));
    const wins = chosen.flatMap((index) => others.map((other) => Math.sign((all[index] ?? 0) - other)));
    return Math.abs(wins.reduce((sum, win) => sum + win, 0));
  };
  const ways = picks(all.length, left.length);
  const ours = lopsidedness(left.map((_, index) => index));
  return ways.filter((way) => lopsidedness(way) >= ours).length / ways.length;
}

describe('Mann-Whitney', () => {
  it('agrees with a published example', () => {
    // The example of SciPy's documentation of `mannwhitneyu`, by its asymptotic method.
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toBeCloseTo(0.111_346_886_5, 6);
  });

  it.each([
    { left: [1, 4, 6, 7, 9, 12, 15], right: [2, 3, 5, 8, 10, 11, 13] },
    { left: [1, 2, 3, 5, 7, 8, 11], right: [4, 6, 9, 10, 12, 13, 14] },
    { left: [5, 5, 6, 7, 7, 8, 8], right: [5, 6, 8, 9, 9, 10, 10] },
  ])('comes near the exact value ($left and $right)', ({ left, right }) => {
    expect(Math.abs(mannWhitney(left, right) - byCounting(left, right))).toBeLessThan(0.02);
  });

  it('is the same the other way round', () => {
    const [left, right] = [upTo(200), upTo(150, 1.1)];
    expect(mannWhitney(left, right)).toBeCloseTo(mannWhitney(right, left), 12);
  });

  it('finds nothing between equal samples, and a shift of every value', () => {
    expect(mannWhitney(upTo(200), upTo(200))).toBeCloseTo(1, 6);
    expect(
      mannWhitney(
        upTo(200),
        upTo(200).map((value) => value + 60),
      ),
    ).toBeLessThan(1e-6);
  });

  it('has no answer without values, and finds nothing in values that are all one', () => {
    expect(mannWhitney([], [1])).toBeNaN();
    expect(mannWhitney([3, 3, 3], [3, 3])).toBe(1);
  });
});
