import { describe, expect, it } from '@jest/globals';
import { nextSync } from './next-sync.js';

const MIDNIGHT = '0 0 * * *';

/** The next few, each found from the one before. */
function nextOnes(schedule: string, timeZone: string, from: string, count = 3): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let after: Date | null | undefined = new Date(from);
  while (after && found.length < count) {
    after = nextSync(schedule, timeZone, after);
    found.push(after?.toISOString());
  }
  return found;
}

describe('the next sync', () => {
  it.each([
    {
      name: 'LDP-11 the clocks go back over midnight: midnight comes twice, the sync once',
      timeZone: 'America/Havana',
      from: '2026-10-31T04:00:00Z',
      dates: ['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z', '2026-11-03T05:00:00.000Z'],
    },
    {
      name: 'LDP-11 the clocks go forward over midnight: there is none, the sync comes right after',
      timeZone: 'Asia/Beirut',
      from: '2026-03-27T22:00:00Z',
      dates: ['2026-03-28T22:00:00.000Z', '2026-03-29T21:00:00.000Z', '2026-03-30T21:00:00.000Z'],
    },
    {
      name: 'a zone far from UTC',
      timeZone: 'Pacific/Auckland',
      from: '2026-11-22T11:00:00Z',
      dates: ['2026-11-23T11:00:00.000Z', '2026-11-24T11:00:00.000Z', '2026-11-25T11:00:00.000Z'],
    },
  ])('$name', ({ timeZone, from, dates }) => {
    expect(nextOnes(MIDNIGHT, timeZone, from)).toEqual(dates);
  });

  it('LDP-11 stays daily however the clock is set back: one that was due is not due again', () => {
    const due = new Date('2026-11-22T23:00:00.000Z');
    expect(nextSync(MIDNIGHT, 'Europe/Zurich', due)?.toISOString()).toBe('2026-11-23T23:00:00.000Z');
  });

  it('is never for a date that there is not', () => {
    expect(nextSync('0 0 31 2 *', 'UTC', new Date())).toBeNull();
  });

  it.each(['', 'x', '0 0 * *', '0 0 0 * * *', '60 0 * * *', '@daily', '2026-12-01T00:00:00', '0 0 * * 9'])(
    'takes %p for no line',
    (line) => {
      expect(nextSync(line, 'UTC', new Date())).toBeUndefined();
    },
  );
});
