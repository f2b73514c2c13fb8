import { describe, expect, it } from '@jest/globals';
import type { SyncCounts } from 'wardkeep/contracts';
import { changesIn, isOverLimit, needsTyping, outcomeOf, pollEvery, secondsOf, shareToDisable } from './run-state';

const counts = (some: Partial<SyncCounts>): SyncCounts => ({
  create: 0,
  update: 0,
  disable: 0,
  reenable: 0,
  skip: 0,
  unchanged: 0,
  ...some,
});
const run = (some: Partial<SyncCounts>) => ({ stoppedBecause: null, counts: counts(some) });

describe('the plan', () => {
  it('changes who is added, updated, disabled or enabled again', () =>
    expect(changesIn(counts({ create: 1, update: 2, disable: 3, reenable: 4, skip: 50, unchanged: 60 }))).toBe(10));

  it.each([
    [{ disable: 0 }, 0],
    [{ disable: 1, unchanged: 9 }, 10],
    [{ disable: 5, update: 5, unchanged: 10, create: 80 }, 25],
  ])('disables of %o a share of %d', (some, share) => expect(shareToDisable(counts(some))).toBe(share));

  it.each([
    [{ disable: 10, unchanged: 90 }, 10, false],
    [{ disable: 11, unchanged: 89 }, 10, true],
    [{ disable: 1, unchanged: 2 }, 10, false],
    [{ disable: 1, unchanged: 2 }, 0, true],
    [{ create: 500 }, 0, false],
  ])('%o against %d percent is over the limit: %s', (some, percent, over) =>
    expect(isOverLimit(run(some), percent)).toBe(over),
  );

  it('is over the limit when the server says so', () =>
    expect(isOverLimit({ stoppedBecause: 'too-many-to-disable', counts: counts({}) }, 100)).toBe(true));

  it('has its count typed when it is large, also within the limit', () => {
    expect(needsTyping(run({ disable: 101, unchanged: 100_000 }), 10)).toBe(true);
    expect(needsTyping(run({ disable: 100, unchanged: 100_000 }), 10)).toBe(false);
  });
});

it('is only partly done when something was refused', () => {
  expect(outcomeOf({ state: 'succeeded', refused: 1 })).toBe('partly');
  expect(outcomeOf({ state: 'succeeded', refused: 0 })).toBe('succeeded');
  expect(outcomeOf({ state: 'stopped', refused: 1 })).toBe('stopped');
});

it.each([
  [0, 2000],
  [10_000, 2000],
  [40_000, 5000],
  [600_000, 10_000],
])('is asked about after %d ms every %d ms', (age, wait) =>
  expect(pollEvery({ startedAt: new Date(1_000_000).toISOString() }, 1_000_000 + age)).toBe(wait),
);

it('took the seconds between its ends', () => {
  const startedAt = '2026-11-22T10:00:00.000Z';
  expect(secondsOf({ startedAt, endedAt: '2026-11-22T10:01:04.400Z' })).toBe(64);
  expect(secondsOf({ startedAt, endedAt: null }, Date.parse('2026-11-22T10:00:05.000Z'))).toBe(5);
});
