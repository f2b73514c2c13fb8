import { describe, expect, it } from '@jest/globals';
import { percentOf, pollAfter } from './job-progress';

describe('percentOf', () => {
  it.each([
    { done: 0, total: 10, percent: 0 },
    { done: 999, total: 1000, percent: 99 },
    { done: 1000, total: 1000, percent: 100 },
    { done: 12, total: 10, percent: 100 },
    { done: 5, total: null, percent: null },
    { done: 0, total: 0, percent: null },
  ])('of $done of $total is $percent', ({ percent, ...progress }) => expect(percentOf(progress)).toBe(percent));
});

it.each([
  [0, 2000],
  [1, 2000],
  [3, 3125],
  [50, 10_000],
])('after %d answers asks again in %d ms', (answers, wait) => expect(pollAfter(answers)).toBe(wait));
