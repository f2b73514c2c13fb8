import { describe, expect, it } from '@jest/globals';
import type { User } from 'wardkeep/contracts';
import { changesOf, conflictOf, NEW_USER, newUserBody, valuesOf } from './user-values';
import { usersQuery } from './user-query';
import { fieldsBetween } from './version-diff';

const ada: User = {
  id: 'u1',
  domainId: 'd1',
  username: 'ada',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: null,
  phone: null,
  role: { id: 'r1', name: 'Operator' },
  loginMethod: 'standard',
  source: 'local',
  enabled: true,
  status: 'active',
  twoFactorRequired: false,
  totpStatus: 'not_enrolled',
  lockedUntil: null,
  mustChangePassword: false,
  passwordChangedAt: null,
  passwordExpiresAt: null,
  lastLoginAt: null,
  timeZone: null,
  language: null,
  emailNotifications: true,
  version: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

describe('a change', () => {
  it('is nothing when the form says what was there', () => {
    expect(changesOf(ada, valuesOf(ada))).toEqual({});
    expect(changesOf(ada, { ...valuesOf(ada), firstName: ' Ada ', email: ' ' })).toEqual({});
  });

  it('holds only the fields that differ', () => {
    const values = { ...valuesOf({ ...ada, phone: '+41441234567' }), phone: '', roleId: 'r2' };
    expect(changesOf({ ...ada, phone: '+41441234567' }, values)).toEqual({ phone: null, roleId: 'r2' });
  });
});

describe('a new user', () => {
  const filled = { ...NEW_USER, username: ' ada ', phone: '+41 44 123 45 67', roleId: 'r1', password: 'typed before' };

  it('gets the way in that was chosen, and no other', () => {
    expect(newUserBody(filled)).toMatchObject({ username: 'ada', phone: '+41441234567', initialPassword: 'temporary' });
    expect(newUserBody(filled)).not.toHaveProperty('password');
    expect(newUserBody({ ...filled, initialPassword: 'own' })).not.toHaveProperty('initialPassword');
  });

  it('gets one mail, not two', () => {
    expect(newUserBody({ ...filled, initialPassword: 'invitation', notify: true })).toMatchObject({ notify: false });
  });
});

describe('two changes at once', () => {
  const mine = { ...valuesOf(ada), lastName: 'King', email: 'ada@example.org' };
  const theirs = { ...ada, version: 4, lastName: 'Byron', phone: '+41441234567', email: 'ada@example.org' };
  const { merged, differences } = conflictOf(ada, mine, theirs);

  it('keep mine where I changed something, theirs elsewhere', () => {
    expect(merged).toMatchObject({ lastName: 'King', phone: '+41441234567', email: 'ada@example.org' });
    expect(changesOf(theirs, merged)).toEqual({ lastName: 'King' });
  });

  it('are shown where they differ', () => {
    expect(differences).toEqual([
      { field: 'lastName', mine: 'King', theirs: 'Byron' },
      { field: 'phone', mine: null, theirs: '+41441234567' },
    ]);
  });
});

describe('the list', () => {
  const shape = { sort: 'username', limit: 50, cursor: undefined } as const;

  it("asks for whole days of the reader's zone", () => {
    const query = usersQuery({ from: '2026-10-01', to: '2026-10-03' }, shape, 'Europe/Zurich');
    expect(query.lastLoginAfter).toBe('2026-09-30T22:00:00.000Z');
    expect(query.lastLoginBefore).toBe('2026-10-03T22:00:00.000Z');
  });

  it('asks for no days of those who never signed in', () => {
    const query = usersQuery({ signedIn: 'never', from: '2026-10-01' }, shape, 'UTC');
    expect(query).toMatchObject({ neverSignedIn: 'true', lastLoginAfter: undefined });
  });
});

it('two versions differ in what people read', () => {
  expect(
    fieldsBetween({ role: 'A', roleId: '1', email: 'x' }, { role: 'B', roleId: '2', email: 'x', phone: 'y' }),
  ).toEqual([
    { field: 'role', before: 'A', after: 'B' },
    { field: 'phone', before: null, after: 'y' },
  ]);
});
