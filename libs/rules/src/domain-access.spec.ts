import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, type BuiltInRole, type Grant, type ProblemCode } from 'wardkeep/contracts';
import type { Decision } from './decision.js';
import * as rules from './domain-access.js';
import { grantsOf, type Who } from './grants.js';

const who = (role: BuiltInRole): Who => ({ userId: 'actor', grants: grantsOf(BUILT_IN_GRANTS[role]) });
const custom = (...list: Grant[]): Who => ({ userId: 'actor', grants: grantsOf(list) });
const outcome = (decision: Decision): ProblemCode | 'allowed' => (decision.allowed ? 'allowed' : decision.because);

const system = who('system-administrator');
const administrator = who('domain-administrator');
const operator = who('operator');

const primary = { isHome: true, isPrimary: true, enabled: true };
const home = { isHome: true, isPrimary: false, enabled: true };
const other = { isHome: false, isPrimary: false, enabled: true };
const disabled = { ...other, enabled: false };

type Row = { name: string; by: Who; to: rules.DomainFacts; is: ProblemCode | 'allowed' };

describe('mayReadDomain', () => {
  it.each<Row>([
    { name: 'a System Administrator, any Domain', by: system, to: other, is: 'allowed' },
    { name: 'a Domain Administrator, their own', by: administrator, to: home, is: 'allowed' },
    { name: 'a Domain Administrator, another', by: administrator, to: other, is: 'domain-not-found' },
    {
      name: 'the whole of their Domain, another',
      by: custom({ permission: 'domains:read', scope: 'domain' }),
      to: other,
      is: 'domain-not-found',
    },
    { name: 'an Operator, their own', by: operator, to: home, is: 'domain-not-found' },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(rules.mayReadDomain(by, to))).toBe(is);
  });
});

describe.each([
  { rule: 'mayUpdateDomain', asked: rules.mayUpdateDomain, permission: 'domains:update', primaryIs: 'allowed' },
  { rule: 'mayEnableDomain', asked: rules.mayEnableDomain, permission: 'domains:enable', primaryIs: 'allowed' },
  {
    rule: 'mayDisableDomain',
    asked: rules.mayDisableDomain,
    permission: 'domains:enable',
    primaryIs: 'protected-domain',
  },
] as const)('$rule', ({ asked, permission, primaryIs }) => {
  it.each<Row>([
    { name: 'a System Administrator, another Domain', by: system, to: other, is: 'allowed' },
    { name: 'a System Administrator, the Primary Domain', by: system, to: primary, is: primaryIs },
    { name: 'a Domain Administrator, their own', by: administrator, to: home, is: 'permission-missing' },
    { name: 'a Domain Administrator of Primary', by: administrator, to: primary, is: 'permission-missing' },
    { name: 'own scope, their own', by: custom({ permission, scope: 'own' }), to: home, is: 'allowed' },
    { name: 'own scope, another', by: custom({ permission, scope: 'own' }), to: other, is: 'permission-missing' },
    { name: 'Domain scope, another', by: custom({ permission, scope: 'domain' }), to: other, is: 'permission-missing' },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(asked(by, to))).toBe(is);
  });
});

describe('mayDeleteDomain', () => {
  it.each<Row>([
    { name: 'a disabled one', by: system, to: disabled, is: 'allowed' },
    { name: 'an enabled one', by: system, to: other, is: 'domain-enabled' },
    { name: 'the Primary Domain', by: system, to: primary, is: 'protected-domain' },
    { name: 'a Domain Administrator, their own', by: administrator, to: home, is: 'permission-missing' },
    { name: 'a Domain Administrator, a disabled one', by: administrator, to: disabled, is: 'permission-missing' },
  ])('$name: $is', ({ by, to, is }) => {
    expect(outcome(rules.mayDeleteDomain(by, to))).toBe(is);
  });
});

describe('domainActions', () => {
  it.each<{ name: string; by: Who; to: rules.DomainFacts; is: rules.DomainActions }>([
    {
      name: 'an enabled Domain',
      by: system,
      to: other,
      is: { actions: ['update', 'disable'], blocked: { delete: 'domain-enabled' } },
    },
    {
      name: 'a disabled Domain',
      by: system,
      to: disabled,
      is: { actions: ['update', 'enable', 'delete'], blocked: {} },
    },
    {
      name: 'the Primary Domain',
      by: system,
      to: primary,
      is: { actions: ['update'], blocked: { disable: 'protected-domain', delete: 'protected-domain' } },
    },
    {
      name: "a Domain Administrator's own",
      by: administrator,
      to: home,
      is: {
        actions: [],
        blocked: { update: 'permission-missing', disable: 'permission-missing', delete: 'permission-missing' },
      },
    },
  ])('tells what is possible to $name, and why not the rest', ({ by, to, is }) => {
    expect(rules.domainActions(by, to)).toEqual(is);
  });
});
