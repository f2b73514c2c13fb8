import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, type BuiltInRole, type Grant } from 'wardkeep/contracts';
import { allow, deny, type Decision } from './decision.js';
import { grantsOf, type Who } from './grants.js';
import {
  copiedGrants,
  grantChanges,
  isAdministrative,
  mayAssignRole,
  mayCreateRole,
  mayDeleteRole,
  mayMoveHolders,
  mayUpdateRole,
  roleActions,
  type RoleFacts,
  type RoleTarget,
} from './role-grants.js';

const role = (kind: BuiltInRole): RoleFacts => ({ kind, grants: grantsOf(BUILT_IN_GRANTS[kind]) });
const custom = (...list: Grant[]): RoleFacts => ({ kind: null, grants: grantsOf(list) });
const actor = ({ grants }: RoleFacts): Who => ({ userId: 'actor', grants });

describe('mayAssignRole', () => {
  it.each<{ name: string; by: RoleFacts; given: RoleFacts; decision: Decision }>([
    {
      name: 'a System Administrator gives its own role',
      by: role('system-administrator'),
      given: role('system-administrator'),
      decision: allow,
    },
    {
      name: 'a Domain Administrator gives its own role',
      by: role('domain-administrator'),
      given: role('domain-administrator'),
      decision: allow,
    },
    {
      name: 'a Domain Administrator gives the System Administrator role',
      by: role('domain-administrator'),
      given: role('system-administrator'),
      decision: deny('role-above-own'),
    },
    {
      name: 'an Operator gives a role below its own',
      by: role('operator'),
      given: role('read-only'),
      decision: deny('permission-missing'),
    },
    {
      name: 'one who may assign only own things',
      by: custom({ permission: 'roles:assign', scope: 'own' }),
      given: custom(),
      decision: deny('permission-missing'),
    },
    {
      name: 'one who may assign, a role with a permission of a wider scope',
      by: custom({ permission: 'roles:assign', scope: 'domain' }, { permission: 'users:read', scope: 'own' }),
      given: custom({ permission: 'users:read', scope: 'domain' }),
      decision: deny('role-above-own'),
    },
    {
      name: 'one who may assign, a role that allows nothing',
      by: custom({ permission: 'roles:assign', scope: 'domain' }),
      given: custom(),
      decision: allow,
    },
  ])('$name: $decision', ({ by, given, decision }) => {
    expect(mayAssignRole(actor(by), given)).toEqual(decision);
  });
});

const READ: Grant = { permission: 'users:read', scope: 'domain' };
const READ_OWN: Grant = { permission: 'users:read', scope: 'own' };
const MANAGE: readonly Grant[] = (['roles:create', 'roles:update', 'roles:delete'] as const).map((permission) => ({
  permission,
  scope: 'domain',
}));
const manager = custom(...MANAGE, READ);
const target = (facts: RoleFacts, isOwn = false): RoleTarget => ({ ...facts, isOwn });

describe('mayCreateRole', () => {
  it.each<{ name: string; by: RoleFacts; given: RoleFacts; decision: Decision }>([
    { name: 'what one holds', by: manager, given: custom(READ), decision: allow },
    { name: 'what one holds, more narrowly', by: manager, given: custom(READ_OWN), decision: allow },
    { name: 'nothing at all', by: manager, given: custom(), decision: allow },
    {
      name: 'what one does not hold',
      by: manager,
      given: custom({ permission: 'users:update', scope: 'own' }),
      decision: deny('role-above-own'),
    },
    {
      name: 'what one holds more narrowly',
      by: custom(...MANAGE, READ_OWN),
      given: custom(READ),
      decision: deny('role-above-own'),
    },
    { name: 'without being allowed to', by: custom(READ), given: custom(), decision: deny('permission-missing') },
  ])('$name: $decision', ({ by, given, decision }) => {
    expect(mayCreateRole(actor(by), given.grants)).toEqual(decision);
  });
});

describe('mayUpdateRole and mayDeleteRole', () => {
  it.each<{ name: string; by: RoleFacts; of: RoleTarget; decision: Decision }>([
    { name: 'a role below', by: manager, of: target(custom(READ)), decision: allow },
    { name: 'a role alike', by: manager, of: target(manager), decision: allow },
    { name: 'the own role', by: manager, of: target(custom(READ), true), decision: deny('own-role') },
    { name: 'a built-in role', by: manager, of: target(role('read-only')), decision: deny('built-in-role') },
    {
      name: 'a built-in role, by a System Administrator',
      by: role('system-administrator'),
      of: target(role('read-only')),
      decision: deny('built-in-role'),
    },
    {
      name: 'a role above',
      by: manager,
      of: target(custom(READ, { permission: 'audit:read', scope: 'domain' })),
      decision: deny('role-above-own'),
    },
    {
      name: 'any, without being allowed to',
      by: custom(READ),
      of: target(custom()),
      decision: deny('permission-missing'),
    },
  ])('$name: $decision', ({ by, of, decision }) => {
    expect(mayUpdateRole(actor(by), of)).toEqual(decision);
    expect(mayDeleteRole(actor(by), of)).toEqual(decision);
  });

  it('lets nobody raise a role above their own', () => {
    const after = custom(READ, { permission: 'audit:read', scope: 'domain' });
    expect(mayUpdateRole(actor(manager), target(custom(READ)), after.grants)).toEqual(deny('role-above-own'));
  });
});

describe('mayMoveHolders', () => {
  const assign: readonly Grant[] = [{ permission: 'roles:assign', scope: 'domain' }, READ];
  it.each<{ name: string; by: RoleFacts; to: RoleFacts; decision: Decision }>([
    { name: 'without managing users', by: custom(...assign), to: custom(READ), decision: deny('permission-missing') },
    {
      name: 'to a role below',
      by: custom(...assign, { permission: 'users:update', scope: 'domain' }),
      to: custom(READ),
      decision: allow,
    },
    {
      name: 'to a role above',
      by: custom(...assign, { permission: 'users:update', scope: 'domain' }),
      to: role('operator'),
      decision: deny('role-above-own'),
    },
  ])('$name: $decision', ({ by, to, decision }) => {
    expect(mayMoveHolders(actor(by), to)).toEqual(decision);
  });
});

describe('roleActions', () => {
  it('says what may be done to a built-in role, and why not the rest', () => {
    expect(roleActions(actor(role('domain-administrator')), target(role('operator')))).toEqual({
      actions: ['copy'],
      blocked: { update: 'built-in-role', delete: 'built-in-role' },
    });
  });

  it('lets a System Administrator copy its own role, as far as one Domain can have it', () => {
    const system = role('system-administrator');
    expect(roleActions(actor(system), target(system, true)).actions).toEqual(['copy']);
    const copy = copiedGrants(system.grants);
    expect(copy.filter(({ permission }) => permission.startsWith('domains:'))).toEqual([
      { permission: 'domains:read', scope: 'own' },
    ]);
    expect(copy.filter(({ scope }) => scope === 'all')).toEqual([]);
  });
});

describe('isAdministrative', () => {
  it.each<{ facts: RoleFacts; name: string; expected: boolean }>([
    { name: 'a System Administrator', facts: role('system-administrator'), expected: true },
    { name: 'a Domain Administrator', facts: role('domain-administrator'), expected: true },
    { name: 'an Operator', facts: role('operator'), expected: false },
    {
      name: 'who manages users and gives roles',
      facts: custom({ permission: 'users:update', scope: 'domain' }, { permission: 'roles:assign', scope: 'domain' }),
      expected: true,
    },
    {
      name: 'who manages users alone',
      facts: custom({ permission: 'users:update', scope: 'domain' }),
      expected: false,
    },
  ])('$name: $expected', ({ facts, expected }) => expect(isAdministrative(facts)).toBe(expected));
});

describe('grantChanges', () => {
  it('tells what is added, removed, widened and narrowed, and leaves out the rest', () => {
    const before = custom(
      READ_OWN,
      { permission: 'sessions:read', scope: 'domain' },
      { permission: 'jobs:read', scope: 'own' },
      { permission: 'audit:read', scope: 'domain' },
    );
    const after = custom(
      READ,
      { permission: 'sessions:read', scope: 'own' },
      { permission: 'jobs:cancel', scope: 'own' },
      { permission: 'audit:read', scope: 'domain' },
    );
    expect(grantChanges(before.grants, after.grants).map(({ permission, change }) => [permission, change])).toEqual([
      ['users:read', 'widened'],
      ['sessions:read', 'narrowed'],
      ['jobs:read', 'removed'],
      ['jobs:cancel', 'added'],
    ]);
  });
});
