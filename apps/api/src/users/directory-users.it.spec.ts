import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AuditEvent, Page, UserDetail, UserVersion } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { aName, type GivenDomain } from '../../testing/given.js';
import { inDomain } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DirectoryUserBatches } from './directory-user-batches.service.js';
import type { Directory, DirectoryChange, EntryOfDirectory, NewDirectoryUser } from './directory-users.js';
import { DirectoryUsers } from './directory-users.service.js';
import { UserAccounts } from './user-accounts.service.js';

type FirstSignIn = Awaited<ReturnType<DirectoryUsers['createOne']>>;

let api: TestApi;
let domain: GivenDomain;
let directory: Directory;
const behalf = { who: null, detail: 'directory sync' };

beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  directory = await given();
});
afterAll(() => api.close());

async function given(config: Partial<Directory['config']> = {}): Promise<Directory> {
  const [id, name] = [randomUUID(), aName('directory')];
  await api.database.sql(`INSERT INTO provider (id, domain_id, kind, name, config) VALUES ($1, $2, 'ldap', $3, '{}')`, [
    id,
    domain.id,
    name,
  ]);
  return { id, name, config: { url: 'ldap://DC1.example.org', groupRoles: [], defaultRoleId: null, ...config } };
}

function entry(wishes: Partial<EntryOfDirectory> = {}): EntryOfDirectory {
  const username = wishes.username ?? aName('ldap');
  return {
    subject: randomUUID(),
    dn: `uid=${username},ou=people`,
    username,
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: `${username}@example.org`,
    groups: [],
    disabled: false,
    ...wishes,
  };
}

const actor = () => inDomain(domain);

const signIn = (from: EntryOfDirectory, at = directory) =>
  api.get(UnitOfWork).write<FirstSignIn>(actor(), async (tx) => {
    const made = await api.get(DirectoryUsers).createOne(tx, actor(), at, from);
    return 'user' in made ? { result: made, audit: [made.audit] as const } : { result: made, unchanged: true as const };
  });

async function known(from = entry(), at = directory) {
  const made = await signIn(from, at);
  if (!('user' in made)) throw new Error(made.refused);
  return made.user;
}

const newUser = (
  wishes: Partial<EntryOfDirectory> = {},
  roleId = domain.roles['read-only'] ?? '',
): NewDirectoryUser => {
  const { subject, dn, username, email } = entry(wishes);
  return { subject, dn, username: username ?? '', firstName: 'Grace', lastName: 'Hopper', email, roleId };
};

const create = (...people: NewDirectoryUser[]) =>
  api.get(UnitOfWork).write(actor(), async (tx) => {
    const outcome = await api.get(DirectoryUserBatches).create(tx, domain.id, directory, behalf, people);
    const [first, ...rest] = outcome.audit;
    return first ? { result: outcome, audit: [first, ...rest] } : { result: outcome, unchanged: true };
  });

const change = (...changes: DirectoryChange[]) =>
  api.get(UnitOfWork).write(actor(), async (tx) => {
    const outcome = await api.get(DirectoryUserBatches).change(tx, directory, behalf, changes);
    const [first, ...rest] = outcome.audit;
    return first ? { result: outcome, audit: [first, ...rest] } : { result: outcome, unchanged: true };
  });

const enabled = (userId: string, after: boolean): DirectoryChange => ({
  userId,
  changes: [{ field: 'enabled', before: !after, after }],
});

const admin = async () => api.as(await api.given.signedIn(domain, 'domain-administrator'));
const detail = async (id: string) => (await (await admin()).get<UserDetail>(`/users/${id}`)).body;
const events = async (id: string) =>
  (await (await admin()).get<Page<AuditEvent>>(`/users/${id}/audit-events?sort=at`)).body.items;

describe('a first sign-in', () => {
  it('FED-01 makes an enabled user with Read-only in the Domain of its directory, and the audit log says how', async () => {
    const from = entry({ firstName: ' Zoe\u0308 ' });
    const { id } = await known(from);
    expect(await detail(id)).toMatchObject({
      domainId: domain.id,
      username: from.username,
      firstName: 'Zoë',
      role: { id: domain.roles['read-only'] },
      loginMethod: 'ldap',
      source: 'ldap://dc1.example.org:389',
      enabled: true,
      status: 'active',
      version: 1,
    });
    expect(await events(id)).toMatchObject([{ type: 'user.created', detail: `first sign-in from ${directory.name}` }]);
    const versions = await (await admin()).get<Page<UserVersion>>(`/users/${id}/versions`);
    expect(versions.body.items).toMatchObject([{ version: 1, actor: null }]);
  });

  it('FED-01 gives the role of a group, and Read-only where the mapped role is missing or System Administrator', async () => {
    const [operator, system] = [domain.roles['operator'] ?? '', api.given.primary.roles['system-administrator'] ?? ''];
    const at = await given({
      groupRoles: [
        { group: 'cn=gone', roleId: randomUUID() },
        { group: 'cn=root', roleId: system },
        { group: 'CN=ops,DC=x', roleId: operator },
      ],
    });
    const roleOf = async (...groups: string[]) => (await known(entry({ groups }), at)).role_id;
    expect(await roleOf('cn=gone')).toBe(domain.roles['read-only']);
    expect(await roleOf('cn=root')).toBe(domain.roles['read-only']);
    expect(await roleOf('cn=root', 'cn=ops, dc=x')).toBe(operator);
  });

  it.each([
    { name: 'a Standard user', wishes: {} },
    { name: 'a Standard user, in other case', wishes: { upper: true } },
    { name: "somebody's email", wishes: { email: true } },
  ])('LDP-06 takes over nobody whose name is that of $name', async ({ wishes }) => {
    const local = await api.given.user(domain, { username: aName('bob'), email: `${aName('bob')}@example.org` });
    const name = (wishes.email ? local.email : local.username) ?? '';
    const made = await signIn(entry({ username: wishes.upper ? name.toUpperCase() : name }));
    expect(made).toEqual({ refused: 'username-taken' });
    expect(await detail(local.id)).toMatchObject({ loginMethod: 'standard', version: 1 });
  });

  it('is known again by its unique id, and brings its names and email up to date but nothing else', async () => {
    const from = entry();
    const { id } = await known(from);
    await api.database.sql('UPDATE app_user SET role_id = $2 WHERE id = $1', [id, domain.roles['operator']]);
    const renamed = { ...from, dn: 'uid=moved', username: 'else', lastName: 'King', email: null };
    const refresh = () =>
      api.get(UnitOfWork).write(actor(), async (tx) => {
        expect(await api.get(DirectoryUsers).byIdentity(tx, directory.id, from.subject)).toMatchObject({ userId: id });
        const user = await api.get(UserAccounts).lock(tx, id);
        if (!user) throw new Error('gone');
        const [first, ...rest] = await api.get(DirectoryUsers).refresh(tx, actor(), user, directory, renamed);
        return first ? { result: 1, audit: [first, ...rest] } : { result: 0, unchanged: true };
      });
    expect([await refresh(), await refresh()]).toEqual([1, 0]);
    expect(await detail(id)).toMatchObject({
      username: from.username,
      lastName: 'King',
      email: null,
      role: { id: domain.roles['operator'] },
      version: 2,
    });
    expect((await events(id)).map(({ type }) => type)).toEqual(['user.created', 'user.updated']);
  });
});

describe('a batch', () => {
  it('makes whom it can and refuses the others, each by name', async () => {
    const local = await api.given.user(domain, { email: `${aName('mail')}@example.org` });
    const { subject } = newUser();
    const [fine, taken, mail, role] = [
      newUser(),
      newUser({ username: local.username.toUpperCase() }),
      newUser({ email: local.email?.toUpperCase() ?? '' }),
      newUser({}, randomUUID()),
    ];
    expect((await create({ ...newUser(), subject })).refused.size).toBe(0);
    const again = newUser({ subject });
    const { done, refused } = await create(fine, taken, mail, role, again);
    expect([...done.keys()]).toEqual([fine.subject]);
    expect(Object.fromEntries(refused)).toEqual({
      [taken.subject]: 'username-taken',
      [mail.subject]: 'email-taken',
      [role.subject]: 'role-gone',
      [subject]: 'known-meanwhile',
    });
    expect(await detail(done.get(fine.subject) ?? '')).toMatchObject({ firstName: 'Grace', email: fine.email });
  });

  it('disables with everything that goes with it, and enables again whom it disabled itself', async () => {
    const from = entry();
    const { id, username } = await known(from);
    const session = await api.given.session({ id, username, email: null, role: 'read-only', version: 1, domain });
    expect((await api.as(session).get('/me')).status).toBe(200);
    expect([...(await change(enabled(id, false))).done.keys()]).toEqual([id]);
    expect((await api.as(session).get('/me')).status).toBe(401);
    expect((await change(enabled(id, true))).refused.size).toBe(0);
    expect(await detail(id)).toMatchObject({ enabled: true, version: 3 });
    expect((await events(id)).map(({ type }) => type)).toEqual(['user.created', 'user.disabled', 'user.enabled']);
  });

  it('does not enable whom an administrator disabled, not even after a sync had', async () => {
    const { id } = await known();
    await change(enabled(id, false));
    const administrator = await admin();
    await administrator.post(`/users/${id}/enable`);
    await administrator.post(`/users/${id}/disable`);
    expect(Object.fromEntries((await change(enabled(id, true))).refused)).toEqual({ [id]: 'changed-meanwhile' });
  });

  it('refuses what does not fit any more, and touches no user of another directory', async () => {
    const [one, mine, theirs] = [await known(), await known(), await known(entry(), await given())];
    const rename = (userId: string, before: string) => ({
      userId,
      changes: [{ field: 'firstName', before, after: 'Augusta' }],
    });
    const email = { userId: mine.id, changes: [{ field: 'email', before: mine.email, after: one.email }] };
    const gone = randomUUID();
    const { done, refused } = await change(rename(one.id, 'Adah'), email, rename(theirs.id, 'Ada'), rename(gone, 'A'));
    expect(done.size).toBe(0);
    expect(Object.fromEntries(refused)).toEqual({
      [one.id]: 'changed-meanwhile',
      [mine.id]: 'email-taken',
      [theirs.id]: 'user-gone',
      [gone]: 'user-gone',
    });
  });

  it('leaves the last administrator of a Domain, also when all of them go at once', async () => {
    const elsewhere = await api.given.domain();
    const mine = domain;
    domain = elsewhere;
    const at = await given();
    const users = [await known(entry(), at), await known(entry(), at)];
    for (const { id } of users) {
      await api.database.sql('UPDATE app_user SET role_id = $2 WHERE id = $1', [
        id,
        elsewhere.roles['domain-administrator'],
      ]);
    }
    const outcome = await api.get(UnitOfWork).write(actor(), async (tx) => {
      const wanted = users.map(({ id }) => enabled(id, false));
      return { result: await api.get(DirectoryUserBatches).change(tx, at, behalf, wanted), unchanged: true };
    });
    domain = mine;
    expect(outcome.done.size).toBe(1);
    expect([...outcome.refused.values()]).toEqual(['last-administrator']);
  });
});
