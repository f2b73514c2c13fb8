import { describe, expect, it } from '@jest/globals';
import { UNTIL_UNLOCKED } from 'wardkeep/contracts';
import { isLocked, NO_FAILURES, recordFailure, treatAddress, type FailureRecord } from './lockout.js';

const policy = { maxFailures: 5, windowMinutes: 15, lockMinutes: 30 };
const at = (time: string) => new Date(`2026-11-22T${time}.000Z`);
const after = (failures: number, since: string): FailureRecord => ({ failures, since: at(since) });

describe('recordFailure', () => {
  it.each([
    {
      name: 'the first failure ever',
      before: NO_FAILURES,
      now: '10:00:00',
      failures: 1,
      since: '10:00:00',
      lock: null,
    },
    {
      name: 'one within the window',
      before: after(3, '10:00:00'),
      now: '10:14:59',
      failures: 4,
      since: '10:00:00',
      lock: null,
    },
    {
      name: 'the one that reaches the limit',
      before: after(4, '10:00:00'),
      now: '10:14:59',
      failures: 5,
      since: '10:00:00',
      lock: '10:44:59',
    },
    {
      name: 'one just outside the window',
      before: after(4, '10:00:00'),
      now: '10:15:00',
      failures: 1,
      since: '10:15:00',
      lock: null,
    },
    {
      name: 'one after a count that locked',
      before: after(5, '10:00:00'),
      now: '10:10:00',
      failures: 1,
      since: '10:10:00',
      lock: null,
    },
  ])('$name leaves $failures failures, locked until $lock', ({ before, now, failures, since, lock }) => {
    const lockedUntil = lock === null ? null : at(lock);
    expect(recordFailure(policy, before, at(now))).toEqual({ failures, since: at(since), lockedUntil });
  });

  it('locks until an administrator unlocks where the lock has no minutes', () => {
    const { lockedUntil } = recordFailure({ ...policy, lockMinutes: 0 }, after(4, '10:00:00'), at('10:01:00'));
    expect(lockedUntil?.toISOString()).toBe(UNTIL_UNLOCKED);
  });

  it('locks at the first failure where one is the limit', () => {
    expect(recordFailure({ ...policy, maxFailures: 1 }, NO_FAILURES, at('10:00:00')).lockedUntil).toEqual(
      at('10:30:00'),
    );
  });
});

describe('isLocked', () => {
  it.each([
    { name: 'no lock', until: null, locked: false },
    { name: 'a lock that ends later', until: '10:00:01', locked: true },
    { name: 'a lock that ends now', until: '10:00:00', locked: false },
  ])('$name: $locked', ({ until, locked }) => {
    expect(isLocked(until === null ? null : at(until), at('10:00:00'))).toBe(locked);
  });
});

describe('treatAddress', () => {
  const throttle = { windowMinutes: 15, addressSlowAfter: 50, addressRefuseAfter: 500 };
  it.each([
    { name: 'an address without failures', record: NO_FAILURES, kind: 'served' },
    { name: 'just below the slow limit', record: after(49, '10:00:00'), kind: 'served' },
    { name: 'at the slow limit', record: after(50, '10:00:00'), kind: 'slowed' },
    { name: 'just below the last limit', record: after(499, '10:00:00'), kind: 'slowed' },
    { name: 'at the last limit', record: after(500, '10:00:00'), kind: 'refused' },
    { name: 'after its window', record: after(5_000, '09:45:00'), kind: 'served' },
  ])('$name is $kind', ({ record, kind }) => {
    expect(treatAddress(throttle, record, at('10:00:00')).kind).toBe(kind);
  });

  it('grows slower with each failure, and never slower than two seconds', () => {
    const delays = [50, 51, 100, 400].map((failures) =>
      treatAddress(throttle, after(failures, '10:00:00'), at('10:00:00')),
    );
    expect(delays.map((treatment) => 'delayMs' in treatment && treatment.delayMs)).toEqual([20, 40, 1_020, 2_000]);
  });

  it('says when a refused address may come back: when its window ends', () => {
    const refused = treatAddress(throttle, after(500, '10:00:00'), at('10:10:00'));
    expect(refused).toEqual({ kind: 'refused', retryAfterSeconds: 300 });
  });
});
