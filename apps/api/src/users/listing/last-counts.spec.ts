import { describe, expect, it } from '@jest/globals';
import { LastCounts } from './last-counts.js';

const TOTAL = { value: 10_000, relation: 'atLeast' } as const;

describe('what is remembered of counts', () => {
  it('is told for ten seconds after it was counted', () => {
    let now = 5_000;
    const lists = new LastCounts(() => now);
    expect(lists.total('a')).toBeUndefined();
    lists.learn('a', TOTAL);
    now += 9_999;
    expect(lists.total('a')).toBe(TOTAL);
    lists.learn('a', TOTAL);
    now += 1;
    expect(lists.total('a')).toBeUndefined();
  });

  it('is a hint alone of a list that was counted to its end', () => {
    const lists = new LastCounts(() => 0);
    lists.learn('a', { value: 9_999, relation: 'exact' });
    expect([lists.total('a'), lists.last('a')?.value]).toEqual([undefined, 9_999]);
    lists.learn('b', TOTAL);
    lists.learn('b', { value: 3, relation: 'exact' });
    expect([lists.total('b'), lists.last('b')?.value]).toEqual([undefined, 3]);
  });

  it('is of a thousand lists, those counted last', () => {
    const lists = new LastCounts(() => 0);
    for (let index = 0; index < 1_001; index += 1) lists.learn(`list ${index}`, TOTAL);
    expect(lists.total('list 0')).toBeUndefined();
    expect(lists.total('list 1')).toBe(TOTAL);
    expect(lists.total('list 1000')).toBe(TOTAL);
  });
});
