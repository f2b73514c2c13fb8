import { describe, expect, it } from '@jest/globals';
import {
  disableLimit,
  planEntry,
  planGone,
  roleOfGroups,
  toPerson,
  type DirectoryPerson,
  type EntryFacts,
  type SyncedUser,
} from './sync-plan.js';

const ada: DirectoryPerson = {
  username: 'ada',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.org',
  disabled: false,
};
const known: SyncedUser = {
  username: 'ada',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.org',
  enabled: true,
  isDisabledBySync: false,
  isLastAdministrator: false,
};

const facts = (person: Partial<DirectoryPerson>, more: Partial<EntryFacts> = {}): EntryFacts => ({
  person: toPerson({ ...ada, ...person }),
  user: null,
  usernameClash: null,
  emailClash: null,
  ...more,
});

describe('an entry that is nobody yet', () => {
  it.each([
    { name: 'everything it needs', person: {}, made: { username: 'ada', email: 'ada@example.org' } },
    { name: 'no mail', person: { email: null }, made: { email: null } },
    { name: 'a mail of spaces', person: { email: '  ' }, made: { email: null } },
    {
      name: 'decomposed letters and outer spaces',
      person: { firstName: ' Zoe\u0308 ', lastName: 'von  der\tLeyen' },
      made: { firstName: 'Zoë', lastName: 'von der Leyen' },
    },
    { name: 'names of another script', person: { firstName: '昭', lastName: 'Наумов' }, made: { firstName: '昭' } },
    {
      name: 'its mail as its username',
      person: { username: 'ada@example.org' },
      made: { username: 'ada@example.org' },
    },
  ])('with $name becomes a user', ({ person, made }) => {
    expect(planEntry('standard', facts(person))).toMatchObject({ kind: 'create', person: made });
  });

  it.each([
    { name: 'no username', person: { username: null }, reason: 'no-username' },
    { name: 'a username of spaces', person: { username: ' ' }, reason: 'no-username' },
    { name: 'a comma in its username', person: { username: 'a,b' }, reason: 'invalid-username' },
    { name: 'a plus sign in its username', person: { username: 'a+b' }, reason: 'invalid-username' },
    { name: 'a backslash in its username', person: { username: 'a\\b' }, reason: 'invalid-username' },
    { name: 'a NUL in its username', person: { username: 'a\0' }, reason: 'invalid-username' },
    { name: 'a line end in its username', person: { username: 'a\nb' }, reason: 'invalid-username' },
    { name: 'a username of 256 letters', person: { username: 'a'.repeat(256) }, reason: 'invalid-username' },
    { name: 'an umlaut in its username', person: { username: 'zoë' }, reason: 'invalid-username' },
    { name: 'no given name', person: { firstName: null }, reason: 'name-missing' },
    { name: 'no surname', person: { lastName: '' }, reason: 'name-missing' },
    { name: 'markup in its name', person: { firstName: '<b>' }, reason: 'invalid-name' },
    { name: 'a bidi character in its name', person: { lastName: 'a\u202Eb' }, reason: 'invalid-name' },
    { name: 'half a surrogate pair in its name', person: { lastName: 'a\uD800' }, reason: 'invalid-name' },
    { name: 'a name of 256 letters', person: { lastName: '𐐀'.repeat(256) }, reason: 'invalid-name' },
    { name: 'two mails in one', person: { email: 'a@x.org,b@y.org' }, reason: 'invalid-email' },
    { name: 'a mail without a domain', person: { email: 'ada' }, reason: 'invalid-email' },
    {
      name: 'a mail of 255 characters',
      person: { email: `a@${'b'.repeat(63)}.`.padEnd(252, 'c.') + 'org' },
      reason: 'invalid-email',
    },
    { name: 'an account that the directory disabled', person: { disabled: true }, reason: 'disabled-in-directory' },
  ] as const)('with $name is skipped: $reason', ({ person, reason }) => {
    expect(planEntry('standard', facts(person))).toEqual({ kind: 'skip', changes: [], reason });
  });

  it.each([
    { name: "LDP-06 a username that is somebody else's", more: { usernameClash: 'taken' }, reason: 'username-taken' },
    {
      name: 'a username that another entry has too',
      more: { usernameClash: 'repeated' },
      reason: 'duplicate-username',
    },
    { name: "a mail that is somebody else's", more: { emailClash: 'taken' }, reason: 'email-taken' },
    { name: 'a mail that another entry has too', more: { emailClash: 'repeated' }, reason: 'duplicate-email' },
  ] as const)('$name: it is skipped', ({ more, reason }) => {
    expect(planEntry('standard', facts({}, more))).toMatchObject({ kind: 'skip', reason });
  });

  it('is held to the strict form of names where the Domain asks for it', () => {
    expect(planEntry('strict', facts({ firstName: 'Zoë' }))).toMatchObject({ kind: 'skip', reason: 'invalid-name' });
    expect(planEntry('strict', facts({}))).toMatchObject({ kind: 'create' });
  });
});

describe('an entry that is a user', () => {
  it.each([
    { name: 'as it was', person: {}, user: {}, kind: 'unchanged', fields: [] },
    { name: 'its username in other case', person: { username: 'ADA' }, user: {}, kind: 'unchanged', fields: [] },
    { name: 'another name', person: { firstName: 'Adah' }, user: {}, kind: 'update', fields: ['firstName'] },
    {
      name: 'its mail in other case',
      person: { email: 'Ada@example.org' },
      user: {},
      kind: 'update',
      fields: ['email'],
    },
    { name: 'no mail any more', person: { email: null }, user: {}, kind: 'update', fields: ['email'] },
    { name: 'disabled there', person: { disabled: true }, user: {}, kind: 'disable', fields: ['enabled'] },
    {
      name: 'disabled there with another name',
      person: { disabled: true, lastName: 'King' },
      user: {},
      kind: 'disable',
      fields: ['lastName', 'enabled'],
    },
    {
      name: 'disabled there and here',
      person: { disabled: true },
      user: { enabled: false },
      kind: 'unchanged',
      fields: [],
    },
    {
      name: 'back after a sync disabled it',
      person: {},
      user: { enabled: false, isDisabledBySync: true },
      kind: 'reenable',
      fields: ['enabled'],
    },
    {
      name: 'there, but disabled by an administrator',
      person: {},
      user: { enabled: false },
      kind: 'unchanged',
      fields: [],
    },
    {
      name: 'there with another name, but disabled by an administrator',
      person: { lastName: 'King' },
      user: { enabled: false },
      kind: 'update',
      fields: ['lastName'],
    },
  ] as const)('$name: $kind $fields', ({ person, user, kind, fields }) => {
    const decision = planEntry('standard', facts(person, { user: { ...known, ...user } }));
    expect(decision).toMatchObject({ kind, reason: null });
    expect('changes' in decision && decision.changes.map(({ field }) => field)).toEqual(fields);
  });

  it.each([
    { name: 'another username', person: { username: 'ada2' }, more: {}, reason: 'username-changed' },
    { name: 'no username any more', person: { username: null }, more: {}, reason: 'no-username' },
    { name: 'no given name any more', person: { firstName: null }, more: {}, reason: 'name-missing' },
    { name: 'an impossible name', person: { lastName: 'a/b' }, more: {}, reason: 'invalid-name' },
    { name: 'an impossible mail', person: { email: 'nowhere' }, more: {}, reason: 'invalid-email' },
    {
      name: "somebody else's mail",
      person: { email: 'b@x.org' },
      more: { emailClash: 'taken' },
      reason: 'email-taken',
    },
    {
      name: 'a shared mail',
      person: { email: 'b@x.org' },
      more: { emailClash: 'repeated' },
      reason: 'duplicate-email',
    },
  ] as const)('$name: what it has is kept and reported, the rest is updated', ({ person, more, reason }) => {
    const alone = planEntry('standard', facts(person, { user: known, ...more }));
    expect(alone).toEqual({ kind: 'skip', changes: [], reason });
    const before = { ...known, email: 'old@example.org', lastName: 'Byron', firstName: 'A' };
    const beside = planEntry('standard', facts(person, { user: before, ...more }));
    expect(beside).toMatchObject({ kind: 'update', reason });
    expect('changes' in beside && beside.changes.length).toBeGreaterThan(0);
  });

  it('keeps a mail that it has already, whoever else lists it', () => {
    expect(planEntry('standard', facts({}, { user: known, emailClash: 'repeated' }))).toMatchObject({
      kind: 'unchanged',
    });
  });

  it('stays enabled as the last administrator', () => {
    const user = { ...known, isLastAdministrator: true };
    const decision = planEntry('standard', facts({ disabled: true }, { user }));
    expect(decision).toEqual({ kind: 'skip', changes: [], reason: 'last-administrator' });
  });
});

describe('a user whose entry is gone', () => {
  it.each([
    { name: 'is disabled', user: {}, kind: 'disable', reason: null },
    { name: 'stays disabled', user: { enabled: false }, kind: 'unchanged', reason: null },
    {
      name: 'stays as the last administrator',
      user: { isLastAdministrator: true },
      kind: 'skip',
      reason: 'last-administrator',
    },
  ])('$name', ({ user, kind, reason }) => {
    expect(planGone({ ...known, ...user })).toMatchObject({ kind, reason });
  });
});

it.each([
  { enabled: 20_000, percent: 10, limit: 2_000 },
  { enabled: 19, percent: 10, limit: 1 },
  { enabled: 3, percent: 10, limit: 1 },
  { enabled: 3, percent: 0, limit: 0 },
  { enabled: 1_000, percent: 29, limit: 290 },
  { enabled: 7, percent: 100, limit: 7 },
])('of $enabled enabled users with $percent % at most $limit may be disabled', ({ enabled, percent, limit }) => {
  expect(disableLimit(enabled, percent)).toBe(limit);
});

describe('the role of somebody new', () => {
  const mapping = [
    { group: 'cn=Admins, ou=groups,dc=example,dc=org', roleId: 'gone' },
    { group: 'cn=admins,ou=groups,dc=example,dc=org', roleId: 'operator' },
    { group: 'staff', roleId: 'auditor' },
  ];
  const isGiven = (roleId: string) => roleId !== 'gone';

  it.each([
    {
      name: 'the first line that fits, whatever its case and spaces',
      groups: ['staff', 'CN=Admins,OU=Groups,DC=example,DC=org'],
      role: 'operator',
    },
    { name: 'a group by its plain name', groups: ['Staff'], role: 'auditor' },
    { name: 'no line that fits', groups: ['cn=other'], role: null },
    { name: 'no group at all', groups: [], role: null },
  ])('$name: $role', ({ groups, role }) => {
    expect(roleOfGroups(groups, mapping, isGiven)).toBe(role);
  });
});
