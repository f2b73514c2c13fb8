import { describe, expect, it } from '@jest/globals';
import { gate, type AccountFacts, type SignInRefusal } from './sign-in-steps.js';

const now = new Date('2026-11-22T10:00:00.000Z');
const before = new Date('2026-11-22T09:59:59.999Z');
const after = new Date('2026-11-22T10:00:00.001Z');
const sound: AccountFacts = {
  enabled: true,
  domainEnabled: true,
  lockedUntil: null,
  hasPassword: true,
  mustChangePassword: false,
  temporaryUntil: null,
  passwordExpiresAt: null,
};

describe('gate with the right password', () => {
  it.each<{ name: string; facts: Partial<AccountFacts>; step: ReturnType<typeof gate> }>([
    { name: 'a sound account', facts: {}, step: { next: 'session' } },
    {
      name: 'a disabled Domain',
      facts: { domainEnabled: false },
      step: { next: 'refuse', because: 'domain-disabled' },
    },
    { name: 'a disabled user', facts: { enabled: false }, step: { next: 'refuse', because: 'disabled' } },
    { name: 'a lock that ends later', facts: { lockedUntil: after }, step: { next: 'refuse', because: 'locked' } },
    { name: 'a lock that ends now', facts: { lockedUntil: now }, step: { next: 'session' } },
    { name: 'a lock that has ended', facts: { lockedUntil: before }, step: { next: 'session' } },
    { name: 'no password', facts: { hasPassword: false }, step: { next: 'refuse', because: 'no-password' } },
    {
      name: 'a temporary password in its time',
      facts: { mustChangePassword: true, temporaryUntil: after },
      step: { next: 'change-password', because: 'temporary' },
    },
    {
      name: 'a temporary password whose time is up now',
      facts: { mustChangePassword: true, temporaryUntil: now },
      step: { next: 'refuse', because: 'temporary-expired' },
    },
    {
      name: 'a temporary password that nobody marked to be changed',
      facts: { temporaryUntil: after },
      step: { next: 'change-password', because: 'temporary' },
    },
    {
      name: 'a password that must be changed and has no end',
      facts: { mustChangePassword: true },
      step: { next: 'change-password', because: 'temporary' },
    },
    { name: 'a password that expires later', facts: { passwordExpiresAt: after }, step: { next: 'session' } },
    {
      name: 'a password that expires now',
      facts: { passwordExpiresAt: now },
      step: { next: 'change-password', because: 'expired' },
    },
    {
      name: 'a temporary password that has also expired by age',
      facts: { mustChangePassword: true, temporaryUntil: after, passwordExpiresAt: before },
      step: { next: 'change-password', because: 'temporary' },
    },
  ])('$name: $step', ({ facts, step }) => {
    expect(gate({ ...sound, ...facts }, true, now)).toEqual(step);
  });
});

describe('gate when several things are wrong', () => {
  const wrong: Partial<AccountFacts> = { temporaryUntil: before, mustChangePassword: true, passwordExpiresAt: before };
  it.each<{ first: SignInRefusal; facts: Partial<AccountFacts>; verified: boolean }>([
    {
      first: 'domain-disabled',
      facts: { domainEnabled: false, enabled: false, lockedUntil: after, hasPassword: false },
      verified: false,
    },
    { first: 'disabled', facts: { enabled: false, lockedUntil: after, hasPassword: false }, verified: false },
    { first: 'locked', facts: { lockedUntil: after, hasPassword: false }, verified: false },
    { first: 'no-password', facts: { hasPassword: false }, verified: false },
    { first: 'wrong-password', facts: {}, verified: false },
    { first: 'temporary-expired', facts: {}, verified: true },
  ])('reports $first first', ({ first, facts, verified }) => {
    expect(gate({ ...sound, ...wrong, ...facts }, verified, now)).toEqual({ next: 'refuse', because: first });
  });
});
