import { describe, expect, it } from '@jest/globals';
import { isUuid, newId } from './ids.js';

const MANY = 20_000;

describe('newId', () => {
  it('makes ids that sort in the order in which they were made, however many a millisecond has', () => {
    const ids = Array.from({ length: MANY }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(MANY);
  });

  it('makes UUIDs of version 7 that begin with the time', () => {
    const before = Date.now();
    const id = newId();
    expect(isUuid(id)).toBe(true);
    expect(id).toMatch(/^.{14}7.{4}[89ab]/);
    expect(parseInt(id.slice(0, 13).replace('-', ''), 16)).toBeGreaterThanOrEqual(before);
  });
});
