import { describe, expect, it } from '@jest/globals';
import { instantOf, localTextOf } from './local-time';

describe('a time of the clocks of a zone', () => {
  it.each([
    { text: '2026-11-22T09:30', zone: 'UTC', instant: '2026-11-22T09:30:00.000Z' },
    { text: '2026-11-22T09:30', zone: 'Europe/Zurich', instant: '2026-11-22T08:30:00.000Z' },
    { text: '2026-07-01T00:15', zone: 'Europe/Zurich', instant: '2026-06-30T22:15:00.000Z' },
    { text: '2026-11-22T09:30', zone: 'Asia/Kolkata', instant: '2026-11-22T04:00:00.000Z' },
    { text: '2026-11-22T09:30:00', zone: 'America/New_York', instant: '2026-11-22T14:30:00.000Z' },
  ])('$text in $zone', ({ text, zone, instant }) => {
    expect(instantOf(text, zone)).toBe(instant);
    expect(localTextOf(instant, zone)).toBe(text.slice(0, 16));
  });

  it('that comes twice is the first of them', () =>
    expect(instantOf('2026-10-25T02:30', 'Europe/Zurich')).toBe('2026-10-25T00:30:00.000Z'));

  it('that does not come is one at which the clocks have passed it', () =>
    expect(localTextOf(instantOf('2026-03-29T02:30', 'Europe/Zurich') ?? '', 'Europe/Zurich')).toBe(
      '2026-03-29T03:30',
    ));

  it.each(['', 'soon', '2026-13-01T00:00'])('is not “%s”', (text) => expect(instantOf(text, 'UTC')).toBeNull());
});
