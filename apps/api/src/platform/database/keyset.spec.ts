import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, pageOf } from './keyset.js';

const id = '0199e1a0-0000-7000-8000-000000000001';
const list = 'users sort=username q=';
const shapes = ['text', 'uuid'] as const;
const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (cursor: string) => JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, ...unknown[]];
const [hash] = partsOf(encodeCursor({ list, values: ['a', id] }));

describe('a cursor', () => {
  it('brings back values and total', () => {
    const total = { value: 10_000, relation: 'atLeast' } as const;
    const cursor = encodeCursor({ list, values: ['müller ☃', id], total });
    expect(decodeCursor(cursor, list, shapes)).toEqual({ values: ['müller ☃', id], total });
  });

  it('needs no total', () => {
    expect(decodeCursor(encodeCursor({ list, values: ['a', id] }), list, shapes).total).toBeUndefined();
  });

  it.each([
    ['time', '2026-11-22T03:00:00.123Z'],
    ['time', '-infinity'],
    ['number', 2_147_483_647],
    ['number', -2_147_483_647],
    ['sequence', 9_007_199_254_740_991],
    ['text', ''],
  ] as const)('carries a %s: %s', (shape, value) => {
    expect(decodeCursor(encodeCursor({ list, values: [value] }), list, [shape]).values).toEqual([value]);
  });

  it('holds the longest names there are and stays within its limit', () => {
    const name = '𝔵'.repeat(255);
    expect(decodeCursor(encodeCursor({ list, values: [name, id] }), list, shapes).values[0]).toBe(name);
  });

  it('is useless in another list, sort or filter', () => {
    const cursor = encodeCursor({ list, values: ['a', id] });
    expect(() => decodeCursor(cursor, 'users sort=-username q=', shapes)).toThrow(
      expect.objectContaining({ code: 'invalid-cursor', status: 400 }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no base64url', 'a b'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no array', cursorOf({ list })],
    ['too few values', cursorOf([hash, ['a']])],
    ['too many values', cursorOf([hash, ['a', id, id]])],
    ['a value of another type', cursorOf([hash, [1, id]])],
    ['an object for a value', cursorOf([hash, [{ $ne: '' }, id]])],
    ['an id that is none', cursorOf([hash, ['a', "' OR 1=1"]])],
    ['a NUL', cursorOf([hash, ['a\0', id]])],
    ['half a surrogate pair', cursorOf([hash, ['\ud800', id]])],
    ['a total below zero', cursorOf([hash, ['a', id], -1, 'exact'])],
    ['a total of another kind', cursorOf([hash, ['a', id], 1, 'about'])],
    ['half a total', cursorOf([hash, ['a', id], 1])],
    ['too much', 'A'.repeat(2_001)],
  ])('is refused when it is %s', (_what, cursor) => {
    expect(() => decodeCursor(cursor, list, shapes)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
  });

  it.each(['2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', 'now', 'infinity', '2026-11-22'])(
    'takes no time like %s',
    (text) => {
      expect(() => decodeCursor(encodeCursor({ list, values: [text] }), list, ['time'])).toThrow(
        expect.objectContaining({ code: 'invalid-cursor' }),
      );
    },
  );
});

describe('a number in a cursor', () => {
  it.each([2_147_483_648, -2_147_483_648, 9_007_199_254_740_991, 1.5])(
    'is refused where an integer column could not hold it: %s',
    (number) => {
      expect(() => decodeCursor(encodeCursor({ list, values: [number] }), list, ['number'])).toThrow(
        expect.objectContaining({ code: 'invalid-cursor', status: 400 }),
      );
    },
  );
});

describe('a page', () => {
  const total = { value: 3, relation: 'exact' } as const;
  const page = { limit: 2, list, total, valuesOf: (row: string) => [row], toItem: (row: string) => row.toUpperCase() };

  it('leads on from its last row when there are more', () => {
    const { items, nextCursor } = pageOf(['a', 'b', 'c'], page);
    expect(items).toEqual(['A', 'B']);
    expect(decodeCursor(nextCursor ?? '', list, ['text'])).toEqual({ values: ['b'], total });
  });

  it('is the last when no row is left over', () => {
    expect(pageOf(['a', 'b'], page)).toEqual({ items: ['A', 'B'], nextCursor: null, total });
  });
});
