import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, type ImportColumn, type Permission } from 'wardkeep/contracts';
import { grantsOf } from './grants.js';
import { readRow, type ImportedFields } from './import-cells.js';
import { decideRow, type KnownUser, type NamedRole, type RowFacts } from './import-row.js';

const cells = (row: Partial<Record<ImportColumn, string>>) => Object.entries(row) as [ImportColumn, string][];
const codes = (row: Partial<Record<ImportColumn, string>>) =>
  readRow(cells(row)).reasons.map(({ column, code }) => `${column}: ${code}`);

describe('the cells of a row', () => {
  it('are read as they are kept', () => {
    const { fields, password } = readRow(
      cells({
        username: 'Anna',
        firstName: '  Zoe\u0308 ',
        email: ' a@example.org ',
        phone: "'+41441234567",
        enabled: 'FALSCH',
        language: 'DE',
        timeZone: '',
        role: ' Read-only ',
        password: " 'as typed ",
      }),
    );
    expect(fields).toEqual({
      username: 'Anna',
      firstName: 'Zo\u00EB',
      email: 'a@example.org',
      phone: '+41441234567',
      enabled: false,
      language: 'de',
      timeZone: null,
      role: 'Read-only',
    });
    expect(password).toBe(" 'as typed ");
  });

  it.each([
    { name: 'a name behind a space', row: { username: ' anna' }, code: 'username: username' },
    { name: 'a name with a space of no width', row: { username: 'anna\u200b' }, code: 'username: username' },
    { name: 'a name in full width', row: { username: 'ａｎｎａ' }, code: 'username: username' },
    { name: 'a Cyrillic letter', row: { username: '\u0430nna' }, code: 'username: username' },
    { name: 'NUL', row: { username: 'anna\0' }, code: 'username: control-character' },
    { name: 'no name at all', row: { username: '' }, code: 'username: username' },
    { name: 'a line end inside', row: { username: 'an\nna' }, code: 'username: control-character' },
  ])('LOG-02 hold no twin of a name: $name', ({ row, code }) => expect(codes(row)).toEqual([code]));

  it.each([
    { row: { firstName: ' ' }, code: 'firstName: required' },
    { row: { lastName: 'a<b' }, code: 'lastName: person-name' },
    { row: { email: 'nobody' }, code: 'email: email' },
    { row: { phone: '044 123' }, code: 'phone: phone' },
    { row: { enabled: 'perhaps' }, code: 'enabled: boolean' },
    { row: { language: 'fr' }, code: 'language: language' },
    { row: { timeZone: 'Mars/Base' }, code: 'timeZone: time-zone' },
    { row: { lastName: 'x'.repeat(1_048_576) }, code: 'lastName: too-long' },
    { row: { lastName: 'a\u202Eb' }, code: 'lastName: control-character' },
  ])('say what is wrong: $code', ({ row, code }) => expect(codes({ username: 'a', ...row })).toEqual([code]));

  it('show a bad value in short, and of a secret nothing', () => {
    const { fields } = readRow(cells({ username: 'a', lastName: 'y'.repeat(2_000) }));
    expect(fields.lastName?.length).toBeLessThan(100);
    expect(JSON.stringify(readRow(cells({ username: 'a', password: `bad\0${'z'.repeat(9)}` })))).not.toContain('zzz');
    expect(codes({ username: 'a', password: 'x', passwordHash: 'y' })).toEqual(['passwordHash: both-passwords']);
  });
});

const boss = { userId: 'boss', grants: grantsOf(BUILT_IN_GRANTS['domain-administrator']) };
const who = (...permissions: Permission[]) => ({
  userId: 'who',
  grants: grantsOf(permissions.map((permission) => ({ permission, scope: 'domain' as const }))),
});
const role = (kind: keyof typeof BUILT_IN_GRANTS, name: string): NamedRole => ({
  id: kind,
  kind,
  name,
  grants: grantsOf(BUILT_IN_GRANTS[kind]),
});
const READER = role('read-only', 'Read-only');
const FIELDS: ImportedFields = { username: 'anna', firstName: 'Anna', lastName: 'Muster', role: 'read-only' };

const facts = (wishes: Partial<RowFacts> = {}): RowFacts => ({
  naming: 'standard',
  fields: FIELDS,
  found: [],
  user: null,
  role: READER,
  usernameClash: null,
  emailClash: null,
  secret: null,
  withoutPassword: 'temporary',
  ...wishes,
});

const user = (wishes: Partial<KnownUser> = {}): KnownUser => ({
  id: 'anna',
  grants: READER.grants,
  loginMethod: 'standard',
  enabled: true,
  isLocked: false,
  hasSecondFactor: false,
  isProtected: false,
  isLastAdministrator: false,
  fields: {
    firstName: 'Anna',
    lastName: 'Muster',
    email: null,
    phone: null,
    role: 'Read-only',
    enabled: true,
    twoFactorRequired: false,
    timeZone: null,
    language: null,
    emailNotifications: true,
  },
  ...wishes,
});

const reasonsOf = (actor: typeof boss, given: Partial<RowFacts>) => {
  const { verdict, reasons } = decideRow(actor, facts(given));
  expect(verdict).toBe('error');
  return reasons.map(({ column, code }) => `${column ?? 'row'}: ${code}`);
};

describe('a row of a new user', () => {
  it('says every field, from nothing', () => {
    const { verdict, changes, credential } = decideRow(boss, facts());
    expect({ verdict, credential }).toEqual({ verdict: 'new', credential: 'temporary' });
    expect(changes).toContainEqual({ field: 'role', before: null, after: 'Read-only' });
    expect(changes).toContainEqual({ field: 'enabled', before: null, after: true });
    expect(changes).not.toContainEqual(expect.objectContaining({ field: 'email' }));
  });

  it.each<{ name: string; given: Partial<RowFacts>; code: string; actor?: typeof boss }>([
    { name: 'a name that is taken', given: { usernameClash: 'taken' }, code: 'username: username-taken' },
    { name: 'a name that is there twice', given: { usernameClash: 'repeated' }, code: 'username: duplicate-username' },
    { name: 'an email that is taken', given: { emailClash: 'taken' }, code: 'email: email-taken' },
    { name: 'no such role', given: { role: null }, code: 'role: role-not-found' },
    {
      name: 'no role at all',
      given: { role: null, fields: { ...FIELDS, role: undefined as never } },
      code: 'role: required',
    },
    { name: 'PRV-01 a role above', given: { role: role('system-administrator', 'S') }, code: 'role: role-above-own' },
    {
      name: 'another way to sign in',
      given: { fields: { ...FIELDS, loginMethod: 'saml' } },
      code: 'loginMethod: login-method',
    },
    { name: 'nowhere to write', given: { withoutPassword: 'invitation' }, code: 'email: email-needed' },
    {
      name: 'a name of another form',
      given: { naming: 'strict', fields: { ...FIELDS, firstName: 'An na' } },
      code: 'firstName: person-name',
    },
  ])('CSV-03 is refused for $name', ({ given, code }) => expect(reasonsOf(boss, given)).toEqual([code]));

  it('CSV-03 is refused for who may import, but create nobody', () => {
    expect(reasonsOf(who('users:import'), {})).toEqual(['row: permission-missing', 'role: permission-missing']);
  });
});

describe('a row of somebody who is there', () => {
  it('is the same where nothing of it is different, also in other case', () => {
    expect(decideRow(boss, facts({ user: user() }))).toMatchObject({ verdict: 'same', changes: [], reasons: [] });
  });

  it('changes what is different, and leaves a password out', () => {
    const fields = { ...FIELDS, lastName: 'Neu', enabled: false };
    const decision = decideRow(boss, facts({ user: user(), fields, secret: 'hash' }));
    expect(decision).toMatchObject({ verdict: 'changed', reasons: [{ code: 'password-left-out' }], credential: null });
    expect(decision.changes.map(({ field }) => field)).toEqual(['lastName', 'enabled']);
  });

  it.each<{ name: string; whom: Partial<KnownUser>; fields: Partial<ImportedFields>; code: string }>([
    { name: 'oneself', whom: { id: 'boss' }, fields: { enabled: false }, code: 'enabled: self' },
    {
      name: 'the last administrator',
      whom: { isLastAdministrator: true },
      fields: { enabled: false },
      code: 'enabled: last-administrator',
    },
    {
      name: 'the one made first',
      whom: { isProtected: true },
      fields: { enabled: false },
      code: 'enabled: protected-user',
    },
    {
      name: 'who may do more',
      whom: { grants: grantsOf([{ permission: 'domains:create', scope: 'all' }]) },
      fields: { lastName: 'Neu' },
      code: 'row: target-outranks-actor',
    },
    {
      name: 'who is of a directory',
      whom: { loginMethod: 'ldap' },
      fields: { lastName: 'Neu' },
      code: 'row: managed-elsewhere',
    },
    { name: 'who signs in elsewhere', whom: {}, fields: { loginMethod: 'saml' }, code: 'loginMethod: login-method' },
  ])('PRV-07 is refused as a single change is: $name', ({ whom, fields, code }) => {
    expect(reasonsOf(boss, { user: user(whom), fields: { ...FIELDS, ...fields } })).toEqual([code]);
  });
});
