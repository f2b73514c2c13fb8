import { describe, expect, it } from '@jest/globals';
import type { UserStatus } from 'wardkeep/contracts';
import { statusOf, type StatusFacts } from './user-status.js';

const now = new Date('2026-11-22T10:00:00.000Z');
const before = new Date('2026-11-22T09:59:59.999Z');
const after = new Date('2026-11-22T10:00:00.001Z');
const plain: StatusFacts = {
  enabled: true,
  lockedUntil: null,
  invited: false,
  passwordExpiresAt: null,
  mustChangePassword: false,
};

describe('statusOf', () => {
  it.each<{ name: string; facts: Partial<StatusFacts>; status: UserStatus }>([
    { name: 'an ordinary user', facts: {}, status: 'active' },
    { name: 'a disabled user', facts: { enabled: false }, status: 'disabled' },
    { name: 'a lock that ends later', facts: { lockedUntil: after }, status: 'locked' },
    { name: 'a lock that ends now', facts: { lockedUntil: now }, status: 'active' },
    { name: 'a lock that has ended', facts: { lockedUntil: before }, status: 'active' },
    { name: 'an invited user', facts: { invited: true }, status: 'invited' },
    { name: 'a password that expires later', facts: { passwordExpiresAt: after }, status: 'active' },
    { name: 'a password that expires now', facts: { passwordExpiresAt: now }, status: 'password_expired' },
    { name: 'a password that has expired', facts: { passwordExpiresAt: before }, status: 'password_expired' },
    { name: 'a password to change, without expiry', facts: { mustChangePassword: true }, status: 'active' },
    {
      name: 'a password to change that still works',
      facts: { mustChangePassword: true, passwordExpiresAt: after },
      status: 'active',
    },
    {
      name: 'a password to change that has expired',
      facts: { mustChangePassword: true, passwordExpiresAt: before },
      status: 'password_expired',
    },
    { name: 'disabled before locked', facts: { enabled: false, lockedUntil: after }, status: 'disabled' },
    { name: 'locked before invited', facts: { lockedUntil: after, invited: true }, status: 'locked' },
    { name: 'invited before expired', facts: { invited: true, passwordExpiresAt: before }, status: 'invited' },
  ])('$name is $status', ({ facts, status }) => {
    expect(statusOf({ ...plain, ...facts }, now)).toBe(status);
  });
});
