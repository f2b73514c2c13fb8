import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProblemBody, SignInCheck, UserDetail } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { disableDirectory, givenDirectory, type GivenDirectory } from '../../../testing/given-directory.js';
import { aName, PASSWORD, type GivenDomain } from '../../../testing/given.js';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';

let api: TestApi;
let domain: GivenDomain;
let directory: GivenDirectory;
let boss: Client;
let person: UserDetail;

/** Somebody whom the first sign-in made; the directory itself is not asked here. */
async function newPerson(): Promise<UserDetail> {
  const username = aName('ann');
  const email = `${username}@example.org`;
  const url = 'ldap://127.0.0.1:1';
  const provider = { ...directory, config: { url, groupRoles: [], defaultRoleId: null } };
  const entry = { subject: newId(), dn: `uid=${username}`, username, firstName: 'Ada', lastName: 'King', email };
  const id = await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
    const made = await api
      .get(DirectoryUsers)
      .createOne(tx, inDomain(domain), provider, { ...entry, groups: [], disabled: false });
    if ('refused' in made) throw new Error(made.refused);
    return { result: made.user.id, audit: [made.audit] as const };
  });
  return (await boss.get<UserDetail>(`/users/${id}`)).body;
}

beforeAll(async () => {
  api = await startApi({ settings: { forgotPassword: true } });
  domain = await api.given.domain();
  directory = await givenDirectory(api, domain, 'ldap://127.0.0.1:1');
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
beforeEach(async () => {
  person = await newPerson();
});
afterAll(() => api.close());

const path = (rest = '') => `/users/${person.id}${rest}`;
const managedElsewhere = { status: 422, body: { code: 'managed-elsewhere' } };
const check = async () => (await boss.get<SignInCheck>(path('/sign-in-check'))).body;
const mails = (kind: string) =>
  api.database.sql('SELECT id FROM outbox_message WHERE domain_id = $1 AND kind = $2', [domain.id, kind]);

describe('a user of a directory', () => {
  it.each([
    { name: 'the role', change: () => ({ roleId: domain.roles.operator }) },
    { name: 'the second factor', change: () => ({ twoFactorRequired: true }) },
    { name: 'the language', change: () => ({ language: 'de' }) },
    { name: 'the time zone', change: () => ({ timeZone: 'Europe/Zurich' }) },
    { name: 'mail', change: () => ({ emailNotifications: false }) },
  ])('is changed by administrators in $name', async ({ change }) => {
    expect((await boss.patch<UserDetail>(path(), person.version, change())).status).toBe(200);
  });

  it('is disabled and enabled by administrators', async () => {
    expect((await boss.post(path('/disable'))).status).toBe(200);
    expect((await boss.post(path('/enable'))).status).toBe(200);
  });

  it.each([
    { firstName: 'Grace' },
    { lastName: 'Hopper' },
    { email: 'elsewhere@example.org' },
    { email: null },
    { language: 'de', firstName: 'Grace' },
  ])('is not changed in %j, which is the directory’s', async (change) => {
    expect(await boss.patch<ProblemBody>(path(), person.version, change)).toMatchObject(managedElsewhere);
    expect((await boss.get<UserDetail>(path())).body.version).toBe(person.version);
  });

  it('has no password here: none is set, reset, sent or changed', async () => {
    const set = await boss.call<ProblemBody>('PUT', path('/password'), { body: { newPassword: PASSWORD } });
    expect(set).toMatchObject(managedElsewhere);
    for (const method of ['email', 'temporary']) {
      expect(await boss.post<ProblemBody>(path('/password-reset'), { method })).toMatchObject(managedElsewhere);
    }
    const { username, version } = person;
    const session = await api.given.session({ ...person, role: 'read-only', domain, username, version });
    const own = { currentPassword: PASSWORD, newPassword: 'Another-Horse-9-Battery' };
    expect(await api.as(session).post<ProblemBody>('/me/password', own)).toMatchObject(managedElsewhere);
    expect(await mails('password-reset')).toEqual([]);
    expect(person.blocked['reset-password']).toBe('managed-elsewhere');
  });

  it('ENU-03 is answered as everybody is by a forgotten password, and gets no mail', async () => {
    const ask = (username: string) =>
      api.anybody.post('/auth/password-reset/request', { domain: domain.name, username });
    const [known, unknown] = [await ask(person.username), await ask(aName('nobody'))];
    expect(known.status).toBe(unknown.status);
    expect(known.text.replace(/"requestId":"[^"]*"/, '')).toBe(unknown.text.replace(/"requestId":"[^"]*"/, ''));
    expect(await mails('password-reset')).toEqual([]);
  });

  it('changes the own preferences, and no name', async () => {
    const { username, version } = person;
    const me = api.as(await api.given.session({ ...person, role: 'read-only', domain, username, version }));
    expect((await me.call('PATCH', '/me', { body: { language: 'de' } })).status).toBe(200);
    const renamed = await me.call<ProblemBody>('PATCH', '/me', { body: { firstName: 'Grace' } });
    expect(renamed.status).toBeGreaterThanOrEqual(400);
  });
});

describe('why a user of a directory can not sign in', () => {
  it('passes the gates of a sound one, without those of a password', async () => {
    const answer = await check();
    expect(answer).toMatchObject({ canSignIn: true, loginMethod: 'ldap' });
    expect(answer.gates.map(({ gate }) => gate)).toEqual([
      'domain-enabled',
      'user-enabled',
      'not-locked',
      'provider-enabled',
      'provider-reachable',
      'second-factor',
    ]);
  });

  it('names the sync that disabled it', async () => {
    await api.database.sql('UPDATE app_user SET enabled = false WHERE id = $1', [person.id]);
    await api.database.sql('UPDATE outside_identity SET disabled_by_sync = true WHERE user_id = $1', [person.id]);
    expect((await check()).gates[1]).toMatchObject({ state: 'shut', because: 'disabled-by-sync', remedy: 'enable' });
  });

  it('names a provider that is disabled, and one that is gone', async () => {
    directory = await givenDirectory(api, domain, 'ldap://127.0.0.1:1');
    person = await newPerson();
    await disableDirectory(api, directory);
    expect((await check()).gates[3]).toMatchObject({ state: 'shut', because: 'provider-disabled' });
    await api.database.sql('DELETE FROM provider WHERE id = $1', [directory.id]);
    expect((await check()).gates[3]).toMatchObject({ state: 'shut', because: 'provider-gone' });
    const { username } = person;
    const body = { domain: domain.name, username, password: 'some-password' };
    expect([401, 503]).toContain((await api.anybody.post('/auth/sign-in', body)).status);
    expect((await check()).refusals[0]?.reason).toBe('provider-gone');
  });
});
