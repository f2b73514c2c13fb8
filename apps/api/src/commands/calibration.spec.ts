import { describe, expect, it } from '@jest/globals';
import type { Argon2Cost } from '../platform/crypto/hash-methods.js';
import { calibrate, measureOne, measureRate } from './calibration.js';

const FLOOR = { memoryKib: 19_456, passes: 2, parallelism: 1 };
const PLENTY = 10_000_000;

/** A machine on which a hash takes as long as it has work. */
function machine(msPerMibAndPass: number) {
  return ({ memoryKib, passes }: Argon2Cost) => Promise.resolve((memoryKib / 1_024) * passes * msPerMibAndPass);
}

describe('calibrate', () => {
  it.each([
    ['a slow one', 100, { memoryKib: 19_456, passes: 2 }],
    ['one that just fits the floor', 6.5, { memoryKib: 19_456, passes: 2 }],
    ['this kind', 0.6, { memoryKib: 196_608, passes: 2 }],
    ['a fast one', 0.1, { memoryKib: 262_144, passes: 9 }],
    ['one faster than any', 0.0001, { memoryKib: 262_144, passes: 10 }],
  ])('takes as much memory as fits, then passes: %s', async (_what, speed, expected) => {
    const { chosen, tried } = await calibrate(250, PLENTY, machine(speed));
    expect(chosen.cost).toEqual({ ...expected, parallelism: 1 });
    expect(tried).toContain(chosen);
  });

  it('takes no more memory than there is, and passes instead', async () => {
    const { chosen, tried } = await calibrate(250, 70_000, machine(0.6));
    expect(chosen.cost).toEqual({ memoryKib: 65_536, passes: 6, parallelism: 1 });
    expect(tried.every(({ cost }) => cost.memoryKib <= 70_000)).toBe(true);
  });

  it('never goes below the floor, however little memory or time there is', async () => {
    expect((await calibrate(50, 1_000, machine(100))).chosen.cost).toEqual(FLOOR);
    expect((await calibrate(50, 1_000, machine(100))).tried).toHaveLength(1);
  });

  it('measures real hashes', async () => {
    const ms = await measureOne(FLOOR);
    expect(ms).toBeGreaterThan(2);
    expect(await measureRate(FLOOR, 1, 50)).toBeGreaterThan(0.1);
  });
});
