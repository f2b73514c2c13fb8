import { describe, expect, it } from '@jest/globals';
import { kindOf, lineOf, nextRuns } from './schedule';

describe('a schedule', () => {
  it.each([
    ['0 0 * * *', 'nightly'],
    [' 0  0 * * 1 ', 'mondays'],
    ['0 * * * *', 'hourly'],
    ['5 4 * * *', 'own'],
    [null, 'hand'],
  ] as const)('%s is %s', (line, kind) => expect(kindOf(line)).toBe(kind));

  it('is a line again', () => {
    expect(lineOf('nightly', 'whatever')).toBe('0 0 * * *');
    expect(lineOf('own', ' 5  4 * * * ')).toBe('5 4 * * *');
    expect(lineOf('hand', '5 4 * * *')).toBeNull();
  });
});

describe('the next runs', () => {
  const from = new Date('2026-11-22T10:00:00Z');

  it('are at midnight of the zone', () =>
    expect(nextRuns('0 0 * * *', 'Europe/Zurich', 2, from)).toEqual([
      '2026-11-22T23:00:00.000Z',
      '2026-11-23T23:00:00.000Z',
    ]));

  it('are none without a line', () => expect(nextRuns(null, 'UTC', 3, from)).toEqual([]));

  it.each(['', 'nonsense', '99 0 * * *'])('are unknown of “%s”', (line) =>
    expect(nextRuns(line, 'UTC', 3, from)).toBeNull(),
  );
});
