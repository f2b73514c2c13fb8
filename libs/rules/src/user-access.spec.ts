import { describe, expect, it } from '@jest/globals';
import {
  BUILT_IN_GRANTS,
  type BuiltInRole,
  type Grant,
  type LoginMethodKind,
  type ProblemCode,
} from 'wardkeep/contracts';
import type { Decision } from './decision.js';
import { grantsOf, type Who } from './grants.js';
import type { RoleFacts } from './role-grants.js';
import * as rules from './user-access.js';
import type { Whom } from './user-access.js';

const role = (kind: BuiltInRole): RoleFacts => ({ kind, grants: grantsOf(BUILT_IN_GRANTS[kind]) });
const custom = (...list: Grant[]): RoleFacts => ({ kind: null, grants: grantsOf(list) });
const who = ({ grants }: RoleFacts, userId = 'actor'): Who => ({ userId, grants });
const whom = ({ grants }: RoleFacts, facts: Partial<Whom> = {}): Whom => ({
  id: 'target',
  grants,
  loginMethod: 'standard',
  enabled: true,
  isLocked: false,
  hasSecondFactor: false,
  isProtected: false,
  isLastAdministrator: false,
  ...facts,
});
const outcome = (decision: Decision): ProblemCode | 'allowed' => (decision.allowed ? 'allowed' : decision.because);

const system = role('system-administrator');
const administrator = role('domain-administrator');
const operator = role('operator');
const reader = role('read-only');
const sysAdmin = { isProtected: true, isLastAdministrator: true };
const updater = custom({ permission: 'users:update', scope: 'domain' });

type Row = { name: string; by: Who; to: Whom; is: ProblemCode | 'allowed' };

describe('mayUpdateUser', () => {
  const names = ['firstName', 'email'];
  it.each<Row & { change?: readonly string[] }>([
    { name: 'an administrator, a user below', by: who(administrator), to: whom(reader), is: 'allowed' },
    { name: 'an administrator, an equal', by: who(administrator), to: whom(administrator), is: 'allowed' },
    { name: 'an administrator, one above', by: who(administrator), to: whom(system), is: 'target-outranks-actor' },
    { name: 'a reader, an equal', by: who(reader), to: whom(reader), is: 'permission-missing' },
    { name: 'oneself', by: who(administrator), to: whom(administrator, { id: 'actor' }), is: 'allowed' },
    {
      name: 'oneself, whose record says more by now',
      by: who(administrator),
      to: whom(system, { id: 'actor' }),
      is: 'allowed',
    },
    { name: "one's own role", by: who(system), to: whom(system, { id: 'actor' }), change: ['roleId'], is: 'self' },
    { name: 'names of the protected user', by: who(system), to: whom(system, sysAdmin), is: 'allowed' },
    {
      name: 'the role of the protected user',
      by: who(system),
      to: whom(system, sysAdmin),
      change: ['roleId'],
      is: 'protected-user',
    },
    {
      name: 'names of the last administrator',
      by: who(system),
      to: whom(administrator, { isLastAdministrator: true }),
      is: 'allowed',
    },
    {
      name: 'oneself with a permission for own things',
      by: who(custom({ permission: 'users:update', scope: 'own' })),
      to: whom(reader, { id: 'actor' }),
      is: 'allowed',
    },
    {
      name: 'another with a permission for own things',
      by: who(custom({ permission: 'users:update', scope: 'own' })),
      to: whom(custom()),
      is: 'permission-missing',
    },
  ])('$name: $is', ({ by, to, change = names, is }) => {
    expect(outcome(rules.mayUpdateUser(by, to, change))).toBe(is);
  });

  it.each<{ loginMethod: LoginMethodKind; change: readonly string[]; is: ProblemCode | 'allowed' }>([
    { loginMethod: 'standard', change: ['firstName', 'lastName', 'email', 'roleId'], is: 'allowed' },
    { loginMethod: 'ldap', change: [], is: 'allowed' },
    { loginMethod: 'ldap', change: ['roleId', 'twoFactorRequired'], is: 'allowed' },
    { loginMethod: 'ldap', change: ['timeZone', 'language', 'emailNotifications', 'phone'], is: 'allowed' },
    { loginMethod: 'ldap', change: ['firstName'], is: 'managed-elsewhere' },
    { loginMethod: 'ldap', change: ['lastName'], is: 'managed-elsewhere' },
    { loginMethod: 'ldap', change: ['language', 'email'], is: 'managed-elsewhere' },
    { loginMethod: 'saml', change: [], is: 'managed-elsewhere' },
    { loginMethod: 'saml', change: ['language'], is: 'managed-elsewhere' },
    { loginMethod: 'oidc', change: ['roleId'], is: 'managed-elsewhere' },
  ])('$loginMethod users, $change: $is', ({ loginMethod, change, is }) => {
    expect(outcome(rules.mayUpdateUser(who(administrator), whom(reader, { loginMethod }), change))).toBe(is);
  });
});

describe('maySetRole', () => {
  const last = { isLastAdministrator: true };
  it.each<Row & { given: RoleFacts }>([
    { name: 'up to the own role', by: who(administrator), to: whom(reader), given: administrator, is: 'allowed' },
    { name: 'above the own role', by: who(administrator), to: whom(reader), given: system, is: 'role-above-own' },
    { name: 'without roles:assign', by: who(updater), to: whom(custom()), given: custom(), is: 'permission-missing' },
    {
      name: 'without users:update',
      by: who(custom({ permission: 'roles:assign', scope: 'domain' })),
      to: whom(custom()),
      given: custom(),
      is: 'permission-missing',
    },
    { name: 'of oneself', by: who(system), to: whom(system, { id: 'actor' }), given: system, is: 'self' },
    { name: 'of one above', by: who(administrator), to: whom(system), given: system, is: 'target-outranks-actor' },
    {
      name: 'demoting the protected user',
      by: who(system),
      to: whom(system, sysAdmin),
      given: administrator,
      is: 'protected-user',
    },
    { name: 'keeping the protected user', by: who(system), to: whom(system, sysAdmin), given: system, is: 'allowed' },
    {
      name: 'of an LDAP user',
      by: who(administrator),
      to: whom(reader, { loginMethod: 'ldap' }),
      given: operator,
      is: 'allowed',
    },
    {
      name: 'of a SAML user',
      by: who(administrator),
      to: whom(reader, { loginMethod: 'saml' }),
      given: operator,
      is: 'managed-elsewhere',
    },
    {
      name: 'of an OIDC user',
      by: who(administrator),
      to: whom(reader, { loginMethod: 'oidc' }),
      given: operator,
      is: 'managed-elsewhere',
    },
    {
      name: 'demoting the last administrator',
      by: who(system),
      to: whom(administrator, last),
      given: operator,
      is: 'last-administrator',
    },
    {
      name: 'promoting the last administrator',
      by: who(system),
      to: whom(administrator, last),
      given: system,
      is: 'allowed',
    },
    {
      name: 'giving the last administrator a copy of the role',
      by: who(system),
      to: whom(administrator, last),
      given: { kind: null, grants: administrator.grants },
      is: 'last-administrator',
    },
    {
      name: 'demoting the last administrator of SAML',
      by: who(system),
      to: whom(administrator, { ...last, loginMethod: 'saml' }),
      given: operator,
      is: 'managed-elsewhere',
    },
  ])('$name: $is', ({ by, to, given, is }) => {
    expect(outcome(rules.maySetRole(by, to, given))).toBe(is);
  });
});

describe.each([
  { rule: 'mayDisableUser', asked: rules.mayDisableUser, permission: 'users:enable' },
  { rule: 'mayDeleteUser', asked: rules.mayDeleteUser, permission: 'users:delete' },
] as const)('$rule', ({ asked, permission }) => {
  const holder = custom({ permission, scope: 'domain' });
  it.each<Row>([
    { name: 'an administrator, a user below', by: who(administrator), to: whom(reader), is: 'allowed' },
    { name: 'one whose role says just that', by: who(holder), to: whom(holder), is: 'allowed' },
    { name: 'one whose role does not', by: who(reader), to: whom(reader), is: 'permission-missing' },
    { name: 'oneself', by: who(administrator), to: whom(administrator, { id: 'actor' }), is: 'self' },
    { name: 'oneself, protected', by: who(system), to: whom(system, { ...sysAdmin, id: 'actor' }), is: 'self' },
    { name: 'one above', by: who(administrator), to: whom(system, sysAdmin), is: 'target-outranks-actor' },
    { name: 'the protected user', by: who(system), to: whom(system, sysAdmin), is: 'protected-user' },
    {
      name: 'the last administrator',
      by: who(system),
      to: whom(administrator, { isLastAdministrator: true }),
      is: 'last-administrator',
    },
    { name: 'an LDAP user', by: who(administrator), to: whom(reader, { loginMethod: 'ldap' }), is: 'allowed' },
    { name: 'a SAML user', by: who(administrator), to: whom(reader, { loginMethod: 'saml' }), is: 'allowed' },
    { name: 'an OIDC user', by: who(administrator), to: whom(reader, { loginMethod: 'oidc' }), is: 'allowed' },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(asked(by, to))).toBe(is);
  });
});

describe.each([
  { rule: 'mayEnableUser', asked: rules.mayEnableUser, permission: 'users:enable' },
  { rule: 'mayEndSessions', asked: rules.mayEndSessions, permission: 'sessions:end' },
] as const)('$rule', ({ asked, permission }) => {
  const own = custom({ permission, scope: 'own' });
  it.each<Row>([
    { name: 'an operator, a user below', by: who(operator), to: whom(reader), is: 'allowed' },
    { name: 'an operator, an administrator', by: who(operator), to: whom(administrator), is: 'target-outranks-actor' },
    { name: 'own scope, another', by: who(own), to: whom(own), is: 'permission-missing' },
    { name: 'own scope, oneself', by: who(own), to: whom(own, { id: 'actor' }), is: 'allowed' },
    { name: 'the protected user', by: who(system), to: whom(system, sysAdmin), is: 'allowed' },
    { name: 'a SAML user', by: who(administrator), to: whom(reader, { loginMethod: 'saml' }), is: 'allowed' },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(asked(by, to))).toBe(is);
  });
});

describe('mayUnlockUser', () => {
  const holder = custom({ permission: 'users:unlock', scope: 'domain' });
  const own = custom({ permission: 'users:unlock', scope: 'own' });
  it.each<Row>([
    { name: 'an operator, a user below', by: who(operator), to: whom(reader), is: 'allowed' },
    { name: 'one whose role says just that', by: who(holder), to: whom(holder), is: 'allowed' },
    { name: 'an operator, an administrator', by: who(operator), to: whom(administrator), is: 'target-outranks-actor' },
    { name: 'a reader', by: who(reader), to: whom(reader), is: 'permission-missing' },
    { name: 'oneself', by: who(system), to: whom(system, { id: 'actor' }), is: 'self' },
    { name: 'own scope, oneself', by: who(own), to: whom(own, { id: 'actor' }), is: 'self' },
    { name: 'own scope, another', by: who(own), to: whom(own), is: 'permission-missing' },
    { name: 'the protected user', by: who(system), to: whom(system, sysAdmin), is: 'allowed' },
    { name: 'a directory user', by: who(operator), to: whom(reader, { loginMethod: 'ldap' }), is: 'allowed' },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(rules.mayUnlockUser(by, to))).toBe(is);
  });
});

describe.each([
  { rule: 'mayResetPassword', asked: rules.mayResetPassword, permission: 'users:reset-password', ldap: 'refused' },
  {
    rule: 'mayResetSecondFactor',
    asked: rules.mayResetSecondFactor,
    permission: 'users:reset-two-factor',
    ldap: 'allowed',
  },
] as const)('$rule', ({ asked, permission, ldap }) => {
  const holder = custom({ permission, scope: 'domain' });
  it.each<Row>([
    { name: 'an administrator, a user below', by: who(administrator), to: whom(reader), is: 'allowed' },
    { name: 'an administrator, an equal', by: who(administrator), to: whom(administrator), is: 'allowed' },
    { name: 'an administrator, one above', by: who(administrator), to: whom(system), is: 'target-outranks-actor' },
    { name: 'one whose role says just that', by: who(holder), to: whom(holder), is: 'allowed' },
    {
      name: 'one whose role says just that, one above',
      by: who(holder),
      to: whom(reader),
      is: 'target-outranks-actor',
    },
    { name: 'an operator', by: who(operator), to: whom(reader), is: 'permission-missing' },
    { name: 'a reader, an equal', by: who(reader), to: whom(reader), is: 'permission-missing' },
    { name: 'oneself', by: who(administrator), to: whom(administrator, { id: 'actor' }), is: 'self' },
    { name: 'the protected user by its like', by: who(system), to: whom(system, sysAdmin), is: 'allowed' },
    {
      name: 'the last administrator',
      by: who(administrator),
      to: whom(administrator, { isLastAdministrator: true }),
      is: 'allowed',
    },
    {
      name: 'a directory user',
      by: who(administrator),
      to: whom(reader, { loginMethod: 'ldap' }),
      is: ldap === 'allowed' ? 'allowed' : 'managed-elsewhere',
    },
    { name: 'a SAML user', by: who(administrator), to: whom(reader, { loginMethod: 'saml' }), is: 'managed-elsewhere' },
    {
      name: 'an OIDC user',
      by: who(administrator),
      to: whom(reader, { loginMethod: 'oidc' }),
      is: 'managed-elsewhere',
    },
    {
      name: 'a SAML user above',
      by: who(administrator),
      to: whom(system, { loginMethod: 'saml' }),
      is: 'target-outranks-actor',
    },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(asked(by, to))).toBe(is);
  });
});

describe('userActions', () => {
  it('offers an administrator everything about a user below', () => {
    expect(rules.userActions(who(administrator), whom(reader))).toEqual({
      actions: ['update', 'disable', 'delete', 'set-role', 'end-sessions', 'reset-password'],
      blocked: {},
    });
  });

  it('offers to unlock who is locked, and to reset a second factor that is there', () => {
    const target = whom(reader, { isLocked: true, hasSecondFactor: true });
    expect(rules.userActions(who(administrator), target).actions).toEqual([
      'update',
      'disable',
      'delete',
      'set-role',
      'end-sessions',
      'unlock',
      'reset-password',
      'reset-two-factor',
    ]);
    expect(rules.userActions(who(operator), target).actions).toEqual(['disable', 'end-sessions', 'unlock']);
  });

  it('offers to enable a disabled user, and not to disable it again', () => {
    expect(rules.userActions(who(administrator), whom(reader, { enabled: false })).actions).toEqual([
      'update',
      'enable',
      'delete',
      'set-role',
      'end-sessions',
      'reset-password',
    ]);
  });

  it.each<{ name: string; by: Who; to: Whom; actions: readonly string[]; blocked: Record<string, ProblemCode> }>([
    {
      name: 'a reader of another',
      by: who(reader),
      to: whom(reader),
      actions: [],
      blocked: {
        update: 'permission-missing',
        disable: 'permission-missing',
        delete: 'permission-missing',
        'set-role': 'permission-missing',
        'end-sessions': 'permission-missing',
        'reset-password': 'permission-missing',
      },
    },
    {
      name: 'an administrator of oneself',
      by: who(administrator),
      to: whom(administrator, { id: 'actor', isLastAdministrator: true }),
      actions: ['update', 'end-sessions'],
      blocked: { disable: 'self', delete: 'self', 'set-role': 'self', 'reset-password': 'self' },
    },
    {
      name: 'a System Administrator of the protected user',
      by: who(system),
      to: whom(system, sysAdmin),
      actions: ['update', 'end-sessions', 'reset-password'],
      blocked: { disable: 'protected-user', delete: 'protected-user', 'set-role': 'protected-user' },
    },
    {
      name: 'a System Administrator of the last administrator of a Domain',
      by: who(system),
      to: whom(administrator, { isLastAdministrator: true }),
      actions: ['update', 'end-sessions', 'reset-password'],
      blocked: { disable: 'last-administrator', delete: 'last-administrator', 'set-role': 'last-administrator' },
    },
    {
      name: 'an administrator of a SAML user',
      by: who(administrator),
      to: whom(reader, { loginMethod: 'saml' }),
      actions: ['disable', 'delete', 'end-sessions'],
      blocked: {
        update: 'managed-elsewhere',
        'set-role': 'managed-elsewhere',
        'reset-password': 'managed-elsewhere',
      },
    },
    {
      name: 'an operator of a user below',
      by: who(operator),
      to: whom(reader),
      actions: ['disable', 'end-sessions'],
      blocked: {
        update: 'permission-missing',
        delete: 'permission-missing',
        'set-role': 'permission-missing',
        'reset-password': 'permission-missing',
      },
    },
  ])('tells $name what is possible and why not the rest', ({ by, to, actions, blocked }) => {
    expect(rules.userActions(by, to)).toEqual({ actions, blocked });
  });
});
