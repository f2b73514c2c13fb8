import { describe, expect, it } from '@jest/globals';
import { BULK_STEPS, BUILT_IN_GRANTS, type BulkStep } from 'wardkeep/contracts';
import {
  isAlreadySo,
  mayDoToMany,
  permissionMissingFor,
  reverseOf,
  type BulkTarget,
  type GivenRole,
} from './bulk-access.js';
import { grantsOf } from './grants.js';

const boss = { userId: 'boss', grants: grantsOf(BUILT_IN_GRANTS['domain-administrator']) };
const operator = { userId: 'operator', grants: grantsOf(BUILT_IN_GRANTS.operator) };
const role: GivenRole = { id: 'operator', kind: 'operator', grants: operator.grants };
const target = (wishes: Partial<BulkTarget> = {}): BulkTarget => ({
  id: 'somebody',
  grants: grantsOf(BUILT_IN_GRANTS['read-only']),
  loginMethod: 'standard',
  enabled: true,
  isLocked: false,
  hasSecondFactor: false,
  isProtected: false,
  isLastAdministrator: false,
  roleId: 'read-only',
  twoFactorRequired: false,
  hasFailures: false,
  ...wishes,
});

describe('an action on many users', () => {
  it.each(BULK_STEPS)('%s is never done to oneself, and refused where the single action is', (step) => {
    const decide = (who: typeof boss, whom: BulkTarget) => mayDoToMany(who, step, whom, role);
    expect(decide(boss, target())).toEqual({ allowed: true });
    expect(decide(boss, target({ id: 'boss' }))).toEqual({ allowed: false, because: 'self' });
    const above = target({ grants: grantsOf(BUILT_IN_GRANTS['system-administrator']) });
    expect(decide(boss, above)).toEqual({ allowed: false, because: 'target-outranks-actor' });
    expect(decide({ userId: 'nobody', grants: new Map() }, target()).allowed).toBe(false);
  });

  it.each<{ step: BulkStep; whom: Partial<BulkTarget>; because: string }>([
    { step: 'disable', whom: { isLastAdministrator: true }, because: 'last-administrator' },
    { step: 'delete', whom: { isProtected: true }, because: 'protected-user' },
    { step: 'set-role', whom: { isLastAdministrator: true }, because: 'last-administrator' },
    { step: 'set-role', whom: { loginMethod: 'oidc' }, because: 'managed-elsewhere' },
    { step: 'require-two-factor', whom: { loginMethod: 'saml' }, because: 'managed-elsewhere' },
    { step: 'reset-two-factor', whom: { loginMethod: 'saml' }, because: 'managed-elsewhere' },
  ])('$step refuses $whom: $because', ({ step, whom, because }) => {
    expect(mayDoToMany(boss, step, target(whom), role)).toEqual({ allowed: false, because });
  });

  it('gives no role that is gone', () => {
    expect(mayDoToMany(boss, 'set-role', target(), null)).toEqual({ allowed: false, because: 'role-not-assignable' });
  });

  it.each<{ step: BulkStep; already: Partial<BulkTarget> }>([
    { step: 'enable', already: {} },
    { step: 'disable', already: { enabled: false } },
    { step: 'unlock', already: {} },
    { step: 'set-role', already: { roleId: 'operator' } },
    { step: 'require-two-factor', already: { twoFactorRequired: true } },
    { step: 'waive-two-factor', already: {} },
    { step: 'reset-two-factor', already: {} },
  ])('$step changes nothing of $already', ({ step, already }) => {
    expect(isAlreadySo(step, target(already), role)).toBe(true);
  });

  it.each<{ step: BulkStep; before: Partial<BulkTarget> }>([
    { step: 'enable', before: { enabled: false } },
    { step: 'disable', before: {} },
    { step: 'delete', before: {} },
    { step: 'unlock', before: { hasFailures: true } },
    { step: 'set-role', before: {} },
    { step: 'require-two-factor', before: {} },
    { step: 'waive-two-factor', before: { twoFactorRequired: true } },
    { step: 'reset-two-factor', before: { hasSecondFactor: true } },
    { step: 'end-sessions', before: {} },
  ])('$step changes $before', ({ step, before }) => {
    expect(isAlreadySo(step, target(before), role)).toBe(false);
  });

  it('asks for the permission of the single action', () => {
    expect(BULK_STEPS.map((step) => permissionMissingFor(boss, step))).toEqual(BULK_STEPS.map(() => null));
    expect(permissionMissingFor(operator, 'disable')).toBeNull();
    expect(permissionMissingFor(operator, 'delete')).toBe('users:delete');
    expect(permissionMissingFor(operator, 'set-role')).toBe('users:update');
  });

  it('is taken back by its opposite, which its opposite takes back', () => {
    for (const step of BULK_STEPS) {
      const reverse = reverseOf(step);
      if (reverse !== null) expect(reverseOf(reverse)).toBe(step);
    }
    expect(reverseOf('delete')).toBeNull();
  });
});
