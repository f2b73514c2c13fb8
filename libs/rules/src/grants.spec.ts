import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, BUILT_IN_ROLES, type BuiltInRole, type Grant, type Scope } from 'wardkeep/contracts';
import { covers, grantsOf, holds } from './grants.js';

const read = (scope: Scope): Grant => ({ permission: 'users:read', scope });

describe('grantsOf', () => {
  it.each<{ name: string; list: readonly Grant[]; scope: Scope | undefined }>([
    { name: 'nothing', list: [], scope: undefined },
    { name: 'one grant', list: [read('domain')], scope: 'domain' },
    { name: 'the wider grant last', list: [read('own'), read('all')], scope: 'all' },
    { name: 'the wider grant first', list: [read('all'), read('own')], scope: 'all' },
  ])('takes the widest scope of $name', ({ list, scope }) => {
    expect(grantsOf(list).get('users:read')).toBe(scope);
  });
});

describe('holds', () => {
  it.each<{ held: Scope; atLeast: Scope; answer: boolean }>([
    { held: 'own', atLeast: 'own', answer: true },
    { held: 'own', atLeast: 'domain', answer: false },
    { held: 'own', atLeast: 'all', answer: false },
    { held: 'domain', atLeast: 'own', answer: true },
    { held: 'domain', atLeast: 'domain', answer: true },
    { held: 'domain', atLeast: 'all', answer: false },
    { held: 'all', atLeast: 'own', answer: true },
    { held: 'all', atLeast: 'domain', answer: true },
    { held: 'all', atLeast: 'all', answer: true },
  ])('$held is at least $atLeast: $answer', ({ held, atLeast, answer }) => {
    expect(holds(grantsOf([read(held)]), 'users:read', atLeast)).toBe(answer);
  });

  it('asks for the narrowest scope when none is named', () => {
    expect(holds(grantsOf([read('own')]), 'users:read')).toBe(true);
  });

  it('holds nothing of what was not granted', () => {
    expect(holds(grantsOf([read('all')]), 'users:create')).toBe(false);
  });
});

describe('covers', () => {
  const system: BuiltInRole = 'system-administrator';
  const domain: BuiltInRole = 'domain-administrator';
  const under: Readonly<Record<BuiltInRole, readonly BuiltInRole[]>> = {
    'system-administrator': BUILT_IN_ROLES,
    'domain-administrator': [domain, 'operator', 'pipeline-management', 'read-only'],
    operator: ['operator', 'read-only'],
    'pipeline-management': ['pipeline-management', 'read-only'],
    'read-only': ['read-only'],
  };
  it.each(BUILT_IN_ROLES.flatMap((mine) => BUILT_IN_ROLES.map((theirs) => ({ mine, theirs }))))(
    '$mine and $theirs',
    ({ mine, theirs }) => {
      const answer = covers(grantsOf(BUILT_IN_GRANTS[mine]), grantsOf(BUILT_IN_GRANTS[theirs]));
      expect(answer).toBe(under[mine].includes(theirs));
    },
  );

  it.each<{ name: string; mine: readonly Grant[]; theirs: readonly Grant[]; answer: boolean }>([
    { name: 'nothing covers nothing', mine: [], theirs: [], answer: true },
    { name: 'nothing covers no grant', mine: [], theirs: [read('own')], answer: false },
    { name: 'the same scope covers', mine: [read('domain')], theirs: [read('domain')], answer: true },
    { name: 'a narrower scope does not', mine: [read('own')], theirs: [read('domain')], answer: false },
  ])('$name', ({ mine, theirs, answer }) => {
    expect(covers(grantsOf(mine), grantsOf(theirs))).toBe(answer);
  });

  it('puts nobody above a System Administrator', () => {
    expect(BUILT_IN_ROLES.filter((role) => under[role].includes(system))).toEqual([system]);
  });
});
