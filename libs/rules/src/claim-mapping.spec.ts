import { describe, expect, it } from '@jest/globals';
import { OIDC_PRESETS } from 'wardkeep/contracts';
import { hasVerifiedEmail, mapClaims } from './claim-mapping.js';

const { attributes } = OIDC_PRESETS.generic;

describe('what claims say of somebody', () => {
  it.each([
    { name: 'as text', claims: { preferred_username: 'ann' }, username: 'ann' },
    { name: 'as a list of one', claims: { preferred_username: ['ann', 'bob'] }, username: 'ann' },
    { name: 'as a number', claims: { preferred_username: 4711 }, username: '4711' },
    { name: 'as an object', claims: { preferred_username: { name: 'ann' } }, username: null },
    { name: 'as nothing but spaces', claims: { preferred_username: '  ' }, username: null },
    { name: 'as a list of lists', claims: { preferred_username: [['ann']] }, username: null },
    { name: 'not at all', claims: {}, username: null },
  ])('OID-10 takes a name that comes $name for $username', ({ claims, username }) => {
    expect(mapClaims(attributes, claims).username).toBe(username);
  });

  it.each([
    { name: 'one', groups: 'staff', held: ['staff'] },
    { name: 'several', groups: ['staff', 'wheel'], held: ['staff', 'wheel'] },
    { name: 'objects', groups: [{ name: 'staff' }, 'wheel', null], held: ['wheel'] },
    { name: 'none', groups: undefined, held: [] },
  ])('OID-10 takes groups: $name', ({ groups, held }) => {
    expect(mapClaims(attributes, { groups }).groups).toEqual(held);
  });

  it('OID-10 takes no more groups than people have', () => {
    const groups = Array.from({ length: 10_000 }, (_, n) => `group-${n}`);
    expect(mapClaims(attributes, { groups }).groups).toHaveLength(1_000);
  });

  it('finds what is inside of another claim, unless one has that very name', () => {
    const inside = { ...attributes, groups: 'realm_access.roles' };
    expect(mapClaims(inside, { realm_access: { roles: ['staff'] } }).groups).toEqual(['staff']);
    expect(mapClaims(inside, { 'realm_access.roles': 'own', realm_access: { roles: ['staff'] } }).groups).toEqual([
      'own',
    ]);
  });

  it.each(['__proto__', 'constructor', 'constructor.name', 'toString', 'a.__proto__.b'])(
    'OID-10 finds nothing that is no claim: %s',
    (username) => {
      expect(mapClaims({ ...attributes, username }, { a: {} }).username).toBeNull();
    },
  );

  it.each([
    { said: true, taken: true, strictly: true },
    { said: 'true', taken: true, strictly: true },
    { said: false, taken: false, strictly: false },
    { said: 'false', taken: false, strictly: false },
    { said: undefined, taken: true, strictly: false },
    { said: null, taken: false, strictly: false },
    { said: 1, taken: false, strictly: false },
  ])('OID-05 takes an email whose email_verified is $said: $taken, $strictly where it is required', (row) => {
    expect(hasVerifiedEmail({ email_verified: row.said }, false)).toBe(row.taken);
    expect(hasVerifiedEmail({ email_verified: row.said }, true)).toBe(row.strictly);
  });
});
