import { describe, expect, it } from '@jest/globals';
import { isBarred, isDisabled } from './account-state.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const of = (attributes: Readonly<Record<string, string>>) => (name: string) => attributes[name] ?? null;
/** From 1601 on in tenths of microseconds. */
const fileTime = (iso: string) => String((BigInt(Date.parse(iso)) + 11_644_473_600_000n) * 10_000n);

describe('LDP-09 an account of a directory', () => {
  it.each([
    { userAccountControl: '514' },
    { userAccountControl: '66050' },
    { accountExpires: fileTime('2026-11-22T11:59:59Z') },
    { pwdAccountLockedTime: '000001010000Z' },
    { pwdEndTime: '20261122115959Z' },
    { loginExpirationTime: '20261122115959Z' },
    { nsAccountLock: 'true' },
    { loginDisabled: 'TRUE' },
    { 'ds-pwp-account-disabled': 'true' },
    { orclIsEnabled: 'DISABLED' },
    { shadowExpire: '20000' },
  ])('is disabled by %j', (attributes) => expect(isDisabled(of(attributes), NOW)).toBe(true));

  it.each([
    {},
    { userAccountControl: '512' },
    { userAccountControl: 'x' },
    { accountExpires: '0' },
    { accountExpires: '9223372036854775807' },
    { accountExpires: fileTime('2026-11-22T12:00:01Z') },
    { pwdAccountLockedTime: '20261122115959Z' },
    { pwdEndTime: '20261122120001Z' },
    { nsAccountLock: 'false' },
    { loginDisabled: 'FALSE' },
    { shadowExpire: '-1' },
    { shadowExpire: '30000' },
  ])('is not disabled by %j', (attributes) => expect(isDisabled(of(attributes), NOW)).toBe(false));

  it.each([
    { pwdAccountLockedTime: '20261122115959Z' },
    { pwdLastSet: '0' },
    { pwdReset: 'TRUE' },
    { lockedByIntruder: 'TRUE' },
    { 'msDS-User-Account-Control-Computed': '16' },
    { 'msDS-User-Account-Control-Computed': '8388608' },
  ])('is barred for now by %j, and no sync disables it', (attributes) => {
    expect({ barred: isBarred(of(attributes)), disabled: isDisabled(of(attributes), NOW) }).toEqual({
      barred: true,
      disabled: false,
    });
  });

  it('is barred by nothing else', () => expect(isBarred(of({ pwdLastSet: '132223104000000000' }))).toBe(false));
});
