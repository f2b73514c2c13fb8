import { describe, expect, it } from '@jest/globals';
import { formats } from './formats';
import { inkOn } from './contrast';

const at = '2026-10-31T22:05:00.000Z';

describe('what people read', () => {
  it("is a time in the reader's zone", () => {
    expect(formats('en', 'Europe/Zurich').dateTime(at)).toBe('31 Oct 2026, 23:05');
    expect(formats('en', 'Asia/Tokyo').dateTime(at)).toBe('1 Nov 2026, 07:05');
  });

  it("is in the reader's language", () => {
    expect(formats('de', 'Europe/Zurich').date(at)).toBe('31. Okt. 2026');
    expect(formats('de', 'UTC').number(12_400)).toBe('12.400');
  });

  it.each([
    [30, 'this minute'],
    [-90, '1 minute ago'],
    [-7200, '2 hours ago'],
    [86_400, 'tomorrow'],
  ])('%s seconds away is %s', (seconds, words) => {
    const now = Date.parse(at);
    expect(formats('en', 'UTC').relative(new Date(now + seconds * 1000).toISOString(), now)).toBe(words);
  });

  it.each([
    [30, '30 minutes'],
    [60, '1 hour'],
    [90, '90 minutes'],
    [1_440, '24 hours'],
    [10_080, '7 days'],
    [0, '0 minutes'],
  ])('%s minutes are %s', (minutes, words) => expect(formats('en', 'UTC').duration(minutes)).toBe(words));

  it.each([
    ['#b42318', '#ffffff'],
    ['#fcc419', '#000000'],
    ['#000000', '#ffffff'],
  ])('on %s is %s', (color, ink) => expect(inkOn(color)).toBe(ink));
});
