import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, PERMISSIONS, type AccessAnswer, type Grant, type Permission } from 'wardkeep/contracts';
import { answerAccess, couldGrant, mayExplainAccess, missingPermissions, whyMissing } from './access-explanation.js';
import { allow, deny } from './decision.js';
import { grantsOf, type Grants } from './grants.js';

const allOf = (...permissions: readonly Permission[]): Grants =>
  grantsOf(permissions.map((permission): Grant => ({ permission, scope: 'domain' })));

describe('mayExplainAccess', () => {
  it.each<{ grants: Grants; may: boolean }>([
    { grants: allOf('users:read', 'roles:read'), may: true },
    { grants: allOf('users:read'), may: false },
    { grants: allOf('roles:read'), may: false },
  ])('$may', ({ grants, may }) => {
    expect(mayExplainAccess({ userId: 'a', grants })).toEqual(may ? allow : deny('permission-missing'));
  });
});

describe('what is missing', () => {
  it('is the catalogue without what one has', () => {
    const grants = grantsOf(BUILT_IN_GRANTS['read-only']);
    expect(missingPermissions(grants)).toHaveLength(PERMISSIONS.length - grants.size);
    expect(missingPermissions(grantsOf(BUILT_IN_GRANTS['system-administrator']))).toEqual([]);
  });

  it('is missing for a reason', () => {
    expect(whyMissing('domains:create')).toBe('system-administrators-only');
    expect(whyMissing('users:create')).toBe('role-does-not-grant');
  });
});

describe('couldGrant', () => {
  const user = { grants: allOf('events:read'), roleKind: null, isManagedElsewhere: false } as const;
  const assigner = ['roles:assign', 'users:update', 'events:read'] as const;
  const editor = ['roles:update', 'events:read'] as const;

  it.each<{
    name: string;
    granter: Grants;
    of?: Partial<typeof user> | object;
    isSameRole?: boolean;
    expected: boolean;
  }>([
    { name: 'who gives roles and has it', granter: allOf(...assigner, 'alerts:read'), expected: true },
    { name: 'who gives roles and has it not', granter: allOf(...assigner), expected: false },
    { name: 'who is below the user', granter: allOf('roles:assign', 'users:update', 'alerts:read'), expected: false },
    { name: 'who may not change users', granter: allOf('roles:assign', 'events:read', 'alerts:read'), expected: false },
    {
      name: 'who gives roles, to a user of an identity provider',
      granter: allOf(...assigner, 'alerts:read'),
      of: { isManagedElsewhere: true },
      expected: false,
    },
    { name: 'who changes roles', granter: allOf(...editor, 'alerts:read'), expected: true },
    {
      name: 'who changes roles and has the same one',
      granter: allOf(...editor, 'alerts:read'),
      isSameRole: true,
      expected: false,
    },
    {
      name: 'who changes roles, when the role is built in',
      granter: allOf(...editor, 'alerts:read'),
      of: { roleKind: 'read-only' },
      expected: false,
    },
  ])('$name: $expected', ({ granter, of = {}, isSameRole = false, expected }) => {
    expect(couldGrant(granter, isSameRole, 'alerts:read', { ...user, ...of })).toBe(expected);
  });
});

describe('answerAccess', () => {
  const grants = grantsOf([
    { permission: 'events:read', scope: 'domain' },
    { permission: 'data:update', scope: 'own' },
  ]);
  const active = { enabled: true, grants };
  it.each<{ user: typeof active | null; permission: Permission; own: boolean; answer: AccessAnswer }>([
    {
      user: active,
      permission: 'events:read',
      own: false,
      answer: { allowed: true, scope: 'domain', because: 'granted' },
    },
    {
      user: active,
      permission: 'data:update',
      own: true,
      answer: { allowed: true, scope: 'own', because: 'granted-for-own' },
    },
    {
      user: active,
      permission: 'data:update',
      own: false,
      answer: { allowed: false, scope: 'own', because: 'own-only' },
    },
    {
      user: active,
      permission: 'alerts:read',
      own: true,
      answer: { allowed: false, scope: null, because: 'role-does-not-grant' },
    },
    {
      user: { ...active, enabled: false },
      permission: 'events:read',
      own: false,
      answer: { allowed: false, scope: 'domain', because: 'user-disabled' },
    },
    {
      user: null,
      permission: 'events:read',
      own: false,
      answer: { allowed: false, scope: null, because: 'user-not-found' },
    },
  ])('$answer.because', ({ user, permission, own, answer }) => {
    expect(answerAccess(user, permission, own)).toEqual(answer);
  });
});
