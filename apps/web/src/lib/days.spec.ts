import { describe, expect, it } from '@jest/globals';
import { dayOf, isDay, nextDay, rangeOfDays, startOfDay } from './days';

describe('startOfDay', () => {
  it.each([
    { name: 'UTC', zone: 'UTC', day: '2026-11-22', instant: '2026-11-22T00:00:00.000Z' },
    { name: 'winter in Zurich', zone: 'Europe/Zurich', day: '2026-01-15', instant: '2026-01-14T23:00:00.000Z' },
    { name: 'summer in Zurich', zone: 'Europe/Zurich', day: '2026-07-15', instant: '2026-07-14T22:00:00.000Z' },
    {
      name: 'the day the clocks go forward',
      zone: 'Europe/Zurich',
      day: '2026-03-29',
      instant: '2026-03-28T23:00:00.000Z',
    },
    { name: 'the day after', zone: 'Europe/Zurich', day: '2026-03-30', instant: '2026-03-29T22:00:00.000Z' },
    {
      name: 'the day the clocks go back',
      zone: 'Europe/Zurich',
      day: '2026-10-25',
      instant: '2026-10-24T22:00:00.000Z',
    },
    { name: 'the day after that', zone: 'Europe/Zurich', day: '2026-10-26', instant: '2026-10-25T23:00:00.000Z' },
    { name: 'west of Greenwich', zone: 'America/New_York', day: '2026-03-08', instant: '2026-03-08T05:00:00.000Z' },
    { name: 'a quarter of an hour', zone: 'Asia/Kathmandu', day: '2026-05-01', instant: '2026-04-30T18:15:00.000Z' },
    { name: 'far in the east', zone: 'Pacific/Auckland', day: '2026-09-27', instant: '2026-09-26T12:00:00.000Z' },
    {
      name: 'a day without a midnight',
      zone: 'America/Sao_Paulo',
      day: '2018-11-04',
      instant: '2018-11-04T03:00:00.000Z',
    },
    {
      name: 'a day with two midnights',
      zone: 'America/Havana',
      day: '2026-11-01',
      instant: '2026-11-01T04:00:00.000Z',
    },
  ])('of $name', ({ zone, day, instant }) => {
    expect(startOfDay(day, zone)).toBe(instant);
    expect(dayOf(instant, zone)).toBe(day);
    expect(dayOf(Date.parse(instant) - 1, zone) < day).toBe(true);
  });

  it('of a day that was left out is the next one', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-31', 'Pacific/Apia'));
  });
});

describe('rangeOfDays', () => {
  it('includes both days, also the one of 25 hours', () => {
    expect(rangeOfDays('2026-10-25', '2026-10-25', 'Europe/Zurich')).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      to: '2026-10-25T23:00:00.000Z',
    });
  });

  it('leaves an open end open', () => {
    expect(rangeOfDays(undefined, undefined, 'UTC')).toEqual({ from: undefined, to: undefined });
  });
});

describe('days', () => {
  it.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['26-01-01', false],
    ['today', false],
  ])('%s is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));

  it.each([
    ['2026-12-31', '2027-01-01'],
    ['2024-02-28', '2024-02-29'],
  ])('after %s comes %s', (day, next) => expect(nextDay(day)).toBe(next));
});
