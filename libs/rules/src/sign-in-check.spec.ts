import { describe, expect, it } from '@jest/globals';
import { signInGates } from './sign-in-check.js';
import { gate, type AccountFacts } from './sign-in-steps.js';

const now = new Date('2026-11-22T10:00:00.000Z');
const before = new Date('2026-11-22T09:59:59.999Z');
const after = new Date('2026-11-22T10:30:00.000Z');
const sound = {
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
  invited: false,
  provider: null,
} as const;
const ofDirectory = {
  ...sound,
  provider: { state: 'enabled', outOfReachUntil: null, isDisabledBySync: false },
} as const;

type Facts = Parameters<typeof signInGates>[0];

describe('signInGates', () => {
  it('passes a sound account through all of a password, in the order of the sign-in', () => {
    const gates = signInGates(sound, now);
    expect(gates.map(({ gate: name }) => name)).toEqual([
      'domain-enabled',
      'user-enabled',
      'not-locked',
      'has-password',
      'temporary-password',
      'password-change',
      'second-factor',
    ]);
    expect(gates.every(({ state }) => state === 'passed')).toBe(true);
  });

  it.each<{ name: string; facts: Partial<Facts>; shows: object }>([
    {
      name: 'a disabled Domain',
      facts: { domainEnabled: false },
      shows: { gate: 'domain-enabled', state: 'shut', remedy: 'enable-domain' },
    },
    {
      name: 'a disabled user',
      facts: { enabled: false },
      shows: { gate: 'user-enabled', state: 'shut', remedy: 'enable' },
    },
    {
      name: 'a lock, and when it ends',
      facts: { lockedUntil: after },
      shows: { gate: 'not-locked', state: 'shut', because: 'locked', until: after, remedy: 'unlock' },
    },
    {
      name: 'an invitation that waits',
      facts: { hasPassword: false, invited: true },
      shows: { gate: 'has-password', state: 'shut', because: 'invited', remedy: 'resend-invitation' },
    },
    {
      name: 'a missing password',
      facts: { hasPassword: false },
      shows: { gate: 'has-password', state: 'shut', because: 'no-password', remedy: 'reset-password' },
    },
    {
      name: 'a temporary password whose day is over',
      facts: { mustChangePassword: true, temporaryUntil: before },
      shows: { gate: 'temporary-password', state: 'shut', because: 'temporary-expired', until: before },
    },
    {
      name: 'a temporary password, and how long it lasts',
      facts: { mustChangePassword: true, temporaryUntil: after },
      shows: { gate: 'temporary-password', state: 'passed', until: after },
    },
    {
      name: 'a password that is too old as one more step',
      facts: { passwordExpiresAt: before },
      shows: { gate: 'password-change', state: 'step', because: 'expired' },
    },
    {
      name: 'a code as one more step, with its reset at hand',
      facts: { secondFactor: 'enrolled' },
      shows: { gate: 'second-factor', state: 'step', because: 'code', remedy: 'reset-two-factor' },
    },
    {
      name: 'an enrolment as one more step',
      facts: { secondFactor: 'required' },
      shows: { gate: 'second-factor', state: 'step', because: 'enrolment', remedy: null },
    },
  ])('shows $name', ({ facts, shows }) => {
    expect(signInGates({ ...sound, ...facts }, now)).toContainEqual(expect.objectContaining(shows));
  });

  it('passes a sound account of a directory through those of its provider, with no password here', () => {
    const gates = signInGates(ofDirectory, now);
    expect(gates.map(({ gate: name }) => name)).toEqual([
      'domain-enabled',
      'user-enabled',
      'not-locked',
      'provider-enabled',
      'provider-reachable',
      'second-factor',
    ]);
    expect(gates.every(({ state }) => state === 'passed')).toBe(true);
  });

  it.each<{ name: string; provider: Partial<NonNullable<Facts['provider']>>; enabled?: boolean; shows: object }>([
    {
      name: 'a disabled provider',
      provider: { state: 'disabled' },
      shows: { gate: 'provider-enabled', state: 'shut', because: 'provider-disabled' },
    },
    {
      name: 'a provider that was deleted',
      provider: { state: 'gone' },
      shows: { gate: 'provider-enabled', state: 'shut', because: 'provider-gone' },
    },
    {
      name: 'a directory that did not answer, and when it is asked again',
      provider: { outOfReachUntil: after },
      shows: { gate: 'provider-reachable', state: 'shut', because: 'out-of-reach', until: after },
    },
    {
      name: 'a directory that is asked again by now',
      provider: { outOfReachUntil: now },
      shows: { gate: 'provider-reachable', state: 'passed', until: null },
    },
    {
      name: 'whom a sync disabled',
      provider: { isDisabledBySync: true },
      enabled: false,
      shows: { gate: 'user-enabled', state: 'shut', because: 'disabled-by-sync', remedy: 'enable' },
    },
  ])('shows $name', ({ provider, enabled = true, shows }) => {
    const facts = { ...ofDirectory, enabled, provider: { ...ofDirectory.provider, ...provider } };
    expect(signInGates(facts, now)).toContainEqual(expect.objectContaining(shows));
  });

  it('says the same as the sign-in itself, for every account there can be', () => {
    for (const facts of everyAccount()) {
      const isShut = signInGates({ ...facts, invited: false, provider: null }, now).some(
        ({ state }) => state === 'shut',
      );
      expect(isShut).toBe(gate(facts, { password: true, secondFactor: true }, now).next === 'refuse');
    }
  });
});

function* everyAccount(): Generator<AccountFacts> {
  const deadlines = [null, before, now, after];
  for (const bits of Array.from({ length: 32 }, (_, index) => index)) {
    for (const lockedUntil of deadlines) {
      for (const temporaryUntil of deadlines) {
        yield {
          ...sound,
          enabled: (bits & 1) === 0,
          domainEnabled: (bits & 2) === 0,
          hasPassword: (bits & 4) === 0,
          passwordCompromised: (bits & 8) === 0,
          mustChangePassword: (bits & 16) === 0,
          lockedUntil,
          temporaryUntil,
        };
      }
    }
  }
}
