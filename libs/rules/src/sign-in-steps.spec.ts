import { describe, expect, it } from '@jest/globals';
import { gate, type AccountFacts, type Proofs, type SignInRefusal } from './sign-in-steps.js';

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
  passwordCompromised: false,
  passwordOutdated: false,
  secondFactor: 'none',
};
const right: Proofs = { password: true, secondFactor: false };
const withCode: Proofs = { password: true, secondFactor: true };

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
    expect(gate({ ...sound, ...facts }, right, now)).toEqual(step);
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
    expect(gate({ ...sound, ...wrong, ...facts }, { password: verified, secondFactor: false }, now)).toEqual({
      next: 'refuse',
      because: first,
    });
  });
});

describe('gate with a second factor', () => {
  const expired: Partial<AccountFacts> = { passwordExpiresAt: before };
  it.each<{ name: string; facts: Partial<AccountFacts>; proofs: Proofs; step: ReturnType<typeof gate> }>([
    {
      name: 'an enrolled one before anything else',
      facts: { ...expired, secondFactor: 'enrolled' },
      proofs: right,
      step: { next: 'second-factor' },
    },
    {
      name: 'an enrolled one, shown: then the password that is too old',
      facts: { ...expired, secondFactor: 'enrolled' },
      proofs: withCode,
      step: { next: 'change-password', because: 'expired' },
    },
    {
      name: 'an enrolled one, shown',
      facts: { secondFactor: 'enrolled' },
      proofs: withCode,
      step: { next: 'session' },
    },
    {
      name: 'a required one after the password that has to be changed',
      facts: { ...expired, secondFactor: 'required' },
      proofs: right,
      step: { next: 'change-password', because: 'expired' },
    },
    { name: 'a required one', facts: { secondFactor: 'required' }, proofs: right, step: { next: 'enrolment' } },
    {
      name: 'none shown by who has no password',
      facts: { secondFactor: 'enrolled' },
      proofs: { password: false, secondFactor: true },
      step: { next: 'refuse', because: 'wrong-password' },
    },
    {
      name: 'a lock that came after the password was shown',
      facts: { secondFactor: 'enrolled', lockedUntil: after },
      proofs: withCode,
      step: { next: 'refuse', because: 'locked' },
    },
  ])('$name: $step', ({ facts, proofs, step }) => {
    expect(gate({ ...sound, ...facts }, proofs, now)).toEqual(step);
  });
});

describe('gate and why a password has to change', () => {
  it.each<{ because: string; facts: Partial<AccountFacts> }>([
    { because: 'compromised', facts: { passwordCompromised: true, mustChangePassword: true, passwordOutdated: true } },
    { because: 'temporary', facts: { mustChangePassword: true, passwordOutdated: true } },
    { because: 'expired', facts: { passwordExpiresAt: before, passwordOutdated: true } },
    { because: 'policy', facts: { passwordOutdated: true } },
  ])('names $because first', ({ because, facts }) => {
    expect(gate({ ...sound, ...facts }, right, now)).toEqual({ next: 'change-password', because });
  });
});
