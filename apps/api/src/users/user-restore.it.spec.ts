import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AuditEvent,
  DryRun,
  Page,
  ProblemBody,
  RoleDetail,
  User,
  UserAsOf,
  UserDetail,
  UserVersion,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { aName, type GivenDomain, type GivenUser } from '../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;

beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(() => api.close());

const restore = <Body = UserDetail>(
  user: Pick<GivenUser, 'id'>,
  earlier: number,
  by = boss,
  query = '',
  version?: number,
) =>
  by.post<Body>(
    `/users/${user.id}/versions/${earlier}/restore${query}`,
    undefined,
    version === undefined ? {} : { version },
  );
const edit = (user: Pick<GivenUser, 'id'>, version: number, change: object) =>
  boss.patch<UserDetail>(`/users/${user.id}`, version, change);

describe('restoring an earlier version', () => {
  it('is a new version, with what people may edit as it was', async () => {
    const user = await api.given.user(domain, { firstName: 'Ada', lastName: 'Byron' });
    await edit(user, 1, { lastName: 'Lovelace', email: `${aName('ada')}@example.org`, language: 'de' });
    await edit(user, 2, { roleId: domain.roles.operator, twoFactorRequired: true });

    const tried = await restore<DryRun>(user, 1, boss, '?dryRun=true');
    expect(tried.body.changes.map(({ field }) => field).sort()).toEqual(
      ['email', 'language', 'lastName', 'role', 'twoFactorRequired'].sort(),
    );
    const { status, body } = await restore(user, 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      lastName: 'Byron',
      email: null,
      language: null,
      twoFactorRequired: false,
      role: { name: 'Read-only' },
      version: 4,
    });
    const events = await boss.get<Page<AuditEvent>>(`/users/${user.id}/audit-events?type=user.restored`);
    expect(events.body.items).toMatchObject([{ detail: 'version 1', changes: expect.arrayContaining([]) }]);
    const versions = await boss.get<Page<UserVersion>>(`/users/${user.id}/versions`);
    expect(versions.body.items.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect((await restore(user, 4)).body.version).toBe(4);
  });

  it('leaves alone whether the user is enabled, which has its own doors', async () => {
    const user = await api.given.user(domain);
    await boss.post(`/users/${user.id}/disable`);
    expect((await restore(user, 1)).body).toMatchObject({ enabled: false, version: 2 });
  });

  it('MAS-02 is refused from a stale version, and for a version that never was', async () => {
    const user = await api.given.user(domain);
    await edit(user, 1, { lastName: 'Two' });
    expect(await restore(user, 1, boss, '', 1)).toMatchObject({ status: 412, body: { code: 'stale-version' } });
    expect(await restore(user, 9)).toMatchObject({ status: 404, body: { code: 'version-not-found' } });
    expect((await restore(user, 1, boss, '', 2)).status).toBe(200);
  });

  it('PRV-07 gives back no role that the caller could not give', async () => {
    const user = await api.given.user(domain, { role: 'domain-administrator' });
    await edit(user, 1, { roleId: domain.roles['read-only'] });
    const roleId = await api.given.role(
      domain,
      (await boss.get<RoleDetail>(`/roles/${domain.roles.operator}`)).body.permissions.concat([
        { permission: 'users:update', scope: 'domain' },
        { permission: 'roles:assign', scope: 'domain' },
      ]),
    );
    const lesser = api.as(await api.given.session(await api.given.user(domain, { roleId })));
    expect(await restore(user, 1, lesser)).toMatchObject({ status: 422, body: { code: 'role-above-own' } });
    const none = api.as(await api.given.signedIn(domain, 'operator'));
    expect((await restore(user, 1, none)).status).toBe(403);
    const refused = await boss.get<Page<AuditEvent>>(`/audit-events?type=access.refused&subject=${user.id}`);
    expect(refused.body.items.map(({ detail }) => detail)).toContain('role-above-own');
    expect((await boss.get<User>(`/users/${user.id}`)).body.role.name).toBe('Read-only');
  });

  it('PRV-02 gives nobody their own earlier role back', async () => {
    const climber = await api.given.signedIn(domain, 'domain-administrator');
    const other = await api.given.role(domain, []);
    await api.database.sql(
      `INSERT INTO user_version (domain_id, user_id, version, changes, fields)
       SELECT domain_id, id, 2, '[]', jsonb_build_object('roleId', $2::text) FROM app_user WHERE id = $1`,
      [climber.user.id, other],
    );
    expect(await restore(climber.user, 2, api.as(climber))).toMatchObject({ status: 403, body: { code: 'self' } });
  });

  it('keeps the last administrator one', async () => {
    const there = await api.given.domain();
    const only = await api.given.user(there, { role: 'operator' });
    const helper = api.as(await api.given.signedIn(there, 'domain-administrator'));
    await helper.patch(`/users/${only.id}`, 1, { roleId: there.roles['domain-administrator'] });
    const { items } = (await helper.get<Page<User>>('/users')).body;
    const other = items.find(({ id }) => id !== only.id);
    await api.database.sql('UPDATE app_user SET enabled = false WHERE id = $1', [other?.id]);
    expect(await restore(only, 1, helper)).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
  });

  it('does not bring back a role that is gone, a name that is taken, or what a directory manages', async () => {
    const { body: role } = await boss.post<RoleDetail>('/roles', { name: aName('role'), permissions: [] });
    const email = `${aName('mail')}@example.org`;
    const user = await api.given.user(domain, { roleId: role.id });
    await edit(user, 1, { roleId: domain.roles.operator });
    await boss.delete(`/roles/${role.id}`, { version: 1 });
    expect(await restore(user, 1)).toMatchObject({ status: 422, body: { code: 'role-not-assignable' } });

    const owner = await api.given.user(domain, { email });
    await edit(owner, 1, { email: null });
    await api.given.user(domain, { email });
    expect((await restore<ProblemBody>(owner, 1)).body.code).toMatch(/taken$/);

    const ldap = await api.given.user(domain, { loginMethod: 'ldap', lastName: 'Now' });
    await api.database.sql(
      `INSERT INTO user_version (domain_id, user_id, version, changes, fields)
       SELECT domain_id, user_id, 2, '[]', fields || '{"lastName": "Before"}' FROM user_version WHERE user_id = $1`,
      [ldap.id],
    );
    expect(await restore(ldap, 2)).toMatchObject({ status: 422, body: { code: 'managed-elsewhere' } });
  });

  it('asks the naming rules of today', async () => {
    const strict = await api.given.domain();
    const admin = api.as(await api.given.signedIn(strict, 'domain-administrator'));
    const user = await api.given.user(strict, { firstName: 'Åsa' });
    await admin.patch(`/users/${user.id}`, 1, { firstName: 'Asa' });
    await admin.call('PATCH', `/domains/${strict.id}/settings`, { body: { naming: 'strict' } });
    expect((await restore(user, 1, admin)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a user as it was', () => {
  const asOf = async (user: Pick<GivenUser, 'id'>, at: string, by = boss) =>
    by.get<UserAsOf & ProblemBody>(`/users/${user.id}/as-of?at=${encodeURIComponent(at)}`);
  const now = async () => {
    const [row] = await api.database.sql<{ at: Date }>('SELECT clock_timestamp() AS at');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return row?.at.toISOString() ?? '';
  };

  it('has the profile, the role and what it gave, the second factor and the sessions of that time', async () => {
    const before = await now();
    const { body: role } = await boss.post<RoleDetail>('/roles', {
      name: aName('watcher'),
      permissions: [{ permission: 'events:read', scope: 'domain' }],
    });
    const user = await api.given.user(domain, { roleId: role.id, lastName: 'First' });
    const session = await api.given.session(user);
    const first = await now();
    await edit(user, 1, { lastName: 'Second' });
    const changed = await boss.patch<RoleDetail>(`/roles/${role.id}`, 1, {
      name: aName('renamed'),
      permissions: [{ permission: 'alerts:read', scope: 'own' }],
    });
    await boss.delete(`/sessions/${session.id}`);
    const second = await now();
    await boss.delete(`/roles/${role.id}?moveTo=${domain.roles.operator}`, { version: 2 });
    const third = await now();

    expect((await asOf(user, first)).body).toMatchObject({
      version: 1,
      fields: { lastName: 'First' },
      role: { id: role.id, name: role.name, kind: null },
      permissions: [{ permission: 'events:read', scope: 'domain', via: { name: role.name } }],
      permissionsKnown: true,
      totpStatus: 'not_enrolled',
      sessions: [{ id: session.id }],
    });
    expect((await asOf(user, second)).body).toMatchObject({
      version: 2,
      fields: { lastName: 'Second' },
      role: { id: role.id, name: changed.body.name },
      permissions: [{ permission: 'alerts:read', scope: 'own' }],
      permissionsKnown: true,
      sessions: [],
    });
    expect((await asOf(user, third)).body).toMatchObject({
      version: 3,
      role: { name: 'Operator', kind: 'operator' },
      permissionsKnown: true,
    });
    expect(await asOf(user, before)).toMatchObject({ status: 404, body: { code: 'version-not-found' } });
  });

  it('says so when nobody kept what the role gave', async () => {
    const user = await api.given.user(domain, { roleId: await api.given.role(domain, [], 'Before versions') });
    expect((await asOf(user, await now())).body).toMatchObject({
      role: { name: 'Before versions' },
      permissions: null,
      permissionsKnown: false,
    });
  });

  it('has the second factor of that time', async () => {
    const user = await api.given.user(domain);
    const before = await now();
    await api.database.sql(
      `INSERT INTO user_version (domain_id, user_id, version, changes, fields)
       SELECT domain_id, user_id, 2, '[{"field": "totp", "before": "not_enrolled", "after": "enrolled"}]', fields
         FROM user_version WHERE user_id = $1`,
      [user.id],
    );
    expect((await asOf(user, before)).body.totpStatus).toBe('not_enrolled');
    expect((await asOf(user, await now())).body.totpStatus).toBe('enrolled');
  });

  it('hides sessions from who may not see them, and takes a time', async () => {
    const user = await api.given.user(domain);
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    expect((await asOf(user, await now(), reader)).body.sessions).toBeNull();
    for (const at of ['', 'yesterday', '2026-13-01T00:00:00Z']) expect((await asOf(user, at)).status).toBe(400);
  });
});
