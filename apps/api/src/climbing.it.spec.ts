import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BUILT_IN_GRANTS,
  type AuditEvent,
  type Grant,
  type Page,
  type Permission,
  type ProblemBody,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../testing/api.js';
import type { Answer, Client } from '../testing/client.js';
import { aName, type GivenDomain, type GivenSession, type GivenUser } from '../testing/given.js';
import { brokenInvariants } from '../testing/invariants.js';

/** Somebody signed in. */
type Person = Client & { readonly user: GivenUser };

let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
});
afterAll(async () => {
  expect(await brokenInvariants(api)).toEqual([]);
  await api.close();
});

const inDomain = (...permissions: readonly Permission[]): Grant[] =>
  permissions.map((permission) => ({ permission, scope: 'domain' }));
const person = ({ user, ...session }: GivenSession & { user: GivenUser }): Person =>
  Object.assign(api.as(session), { user });
const administrator = async (of = domain) => person(await api.given.signedIn(of, 'domain-administrator'));

/** Manages users and roles, and reads; not above an Operator in anything else. */
async function manager(...more: readonly Permission[]): Promise<Person & { roleId: string }> {
  const roleId = await api.given.role(
    domain,
    inDomain(
      'users:read',
      'users:create',
      'users:update',
      'roles:read',
      'roles:create',
      'roles:update',
      'roles:delete',
      'roles:assign',
      ...more,
    ),
  );
  const user = await api.given.user(domain, { roleId });
  return Object.assign(person({ ...(await api.given.session(user)), user }), { roleId });
}

/** The refusal and the event it left. */
async function expectRefused(answer: Answer<unknown>, status: number, code: string, by: Person): Promise<void> {
  expect({ status: answer.status, code: (answer.body as ProblemBody).code }).toEqual({ status, code });
  const events = await api.database.sql<AuditEvent>(
    `SELECT detail FROM audit_event WHERE type = 'access.refused' AND actor_id = $1 AND request_id = $2`,
    [by.user.id, answer.headers.get('x-request-id')],
  );
  expect(events).toHaveLength(1);
}

const newcomer = (roleId: string) => ({ username: aName('new'), firstName: 'New', lastName: 'Comer', roleId });
const roleOf = (of: GivenDomain, kind: keyof GivenDomain['roles']) => of.roles[kind] ?? '';

describe('PRV-01 PRV-07 giving more than one has', () => {
  it('is refused by every door that gives a role', async () => {
    const by = await manager();
    const above = roleOf(domain, 'operator');
    const target = await api.given.user(domain, { roleId: await api.given.role(domain, []) });
    await expectRefused(await by.post('/users', newcomer(above)), 422, 'role-above-own', by);
    await expectRefused(await by.patch(`/users/${target.id}`, 1, { roleId: above }), 422, 'role-above-own', by);
    const held = await api.given.role(domain, []);
    await api.given.user(domain, { roleId: held });
    const moving = await by.delete(`/roles/${held}?moveTo=${above}`, { version: 1 });
    await expectRefused(moving, 422, 'role-above-own', by);
  });

  it('is refused in a role of one’s own making, made, copied or widened', async () => {
    const by = await manager();
    const more = [...inDomain('users:read', 'users:delete')];
    for (const permissions of [more, BUILT_IN_GRANTS['domain-administrator'].slice(1)]) {
      const answer = await by.post('/roles', { name: aName('mine'), permissions });
      await expectRefused(answer, 422, 'role-above-own', by);
    }
    const { body: role } = await by.post<{ id: string }>('/roles', {
      name: aName('mine'),
      permissions: [{ permission: 'users:read', scope: 'own' }],
    });
    await expectRefused(await by.patch(`/roles/${role.id}`, 1, { permissions: more }), 422, 'role-above-own', by);
    const narrow = await api.given.role(domain, [{ permission: 'audit:read', scope: 'domain' }]);
    for (const change of [{ permissions: [] }, { name: aName('x') }, { twoFactorRequired: true }]) {
      await expectRefused(await by.patch(`/roles/${narrow}`, 1, change), 422, 'role-above-own', by);
    }
    await expectRefused(await by.delete(`/roles/${narrow}`, { version: 1 }), 422, 'role-above-own', by);
  });

  it('widens no scope: who has it for their own things gives it for those alone', async () => {
    const roleId = await api.given.role(domain, [
      ...inDomain('roles:create'),
      { permission: 'data:update', scope: 'own' },
    ]);
    const user = await api.given.user(domain, { roleId });
    const by = person({ ...(await api.given.session(user)), user });
    const wide = { name: aName('wide'), permissions: inDomain('data:update') };
    await expectRefused(await by.post('/roles', wide), 422, 'role-above-own', by);
    const own = { name: aName('own'), permissions: [{ permission: 'data:update', scope: 'own' }] };
    expect((await by.post('/roles', own)).status).toBe(201);
  });

  it('leaves the System Administrator to System Administrators, in the Primary Domain too', async () => {
    const { primary } = api.given;
    const da0 = await administrator(primary);
    const system = roleOf(primary, 'system-administrator');
    await expectRefused(await da0.post('/users', newcomer(system)), 422, 'role-above-own', da0);
    const target = await api.given.user(primary);
    await expectRefused(await da0.patch(`/users/${target.id}`, 1, { roleId: system }), 422, 'role-above-own', da0);
    const da1 = await administrator();
    expect(await da1.post<ProblemBody>('/users', newcomer(system))).toMatchObject({
      status: 422,
      body: { code: 'role-not-assignable' },
    });
  });

  it('goes by nobody’s back: an Operator gives nothing', async () => {
    const by = person(await api.given.signedIn(domain, 'operator'));
    const target = await api.given.user(domain);
    for (const answer of [
      await by.patch(`/users/${target.id}`, 1, { roleId: roleOf(domain, 'domain-administrator') }),
      await by.post('/users', newcomer(roleOf(domain, 'read-only'))),
      await by.post('/roles', { name: aName('role'), permissions: [] }),
      await by.patch(`/roles/${roleOf(domain, 'read-only')}`, 1, { permissions: [] }),
      await by.delete(`/roles/${roleOf(domain, 'read-only')}`, { version: 1 }),
      await by.post(`/users/${target.id}/versions/1/restore`),
    ]) {
      await expectRefused(answer, 403, 'permission-missing', by);
    }
  });
});

describe('PRV-02 the own role', () => {
  it('is changed by nobody who holds it: not given, not edited, not deleted', async () => {
    const by = await manager();
    const own = `/users/${by.user.id}`;
    await expectRefused(await by.patch(own, 1, { roleId: await api.given.role(domain, []) }), 403, 'self', by);
    for (const change of [
      { permissions: inDomain('users:read') },
      { name: aName('x') },
      { twoFactorRequired: false },
    ]) {
      const answer = await by.patch(`/roles/${by.roleId}`, 1, change);
      if ('twoFactorRequired' in change) expect(answer.status).toBe(403);
      else await expectRefused(answer, 403, 'own-role', by);
    }
    const to = await api.given.role(domain, []);
    await expectRefused(await by.delete(`/roles/${by.roleId}?moveTo=${to}`, { version: 1 }), 403, 'own-role', by);
  });

  it.each(['role', 'roleId', 'enabled', 'domainId', 'permissions', 'grants', 'isProtected', 'twoFactorRequired'])(
    'PRV-02 MAS-01 takes no %s at /me',
    async (field) => {
      const by = await administrator();
      expect((await by.call('PATCH', '/me', { body: { [field]: 'x' } })).status).toBe(400);
    },
  );
});

describe('TEN-01 TEN-04 a role of another Domain', () => {
  it('is as missing as one that never was, whatever is done with it', async () => {
    const by = await administrator();
    const there = await api.given.domain();
    const foreign = await api.given.role(there, []);
    const target = await api.given.user(domain);
    for (const answer of [
      await by.get<ProblemBody>(`/roles/${foreign}`),
      await by.get<ProblemBody>(`/roles/${foreign}/users`),
      await by.patch<ProblemBody>(`/roles/${foreign}`, 1, { permissions: [] }),
      await by.delete<ProblemBody>(`/roles/${foreign}`, { version: 1 }),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'role-not-found' } });
    }
    for (const answer of [
      await by.post<ProblemBody>('/users', newcomer(foreign)),
      await by.patch<ProblemBody>(`/users/${target.id}`, 1, { roleId: foreign }),
    ]) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'role-not-assignable' } });
    }
    for (const field of ['domainId', 'domain']) {
      const body = { name: aName('role'), permissions: [], [field]: there.id };
      expect((await by.post('/roles', body)).status).toBe(400);
    }
    const inside = by.with({ 'x-domain': there.name });
    expect((await inside.post('/roles', { name: aName('role'), permissions: [] })).status).toBe(404);
    const [left] = await api.database.sql('SELECT version, permissions FROM role WHERE id = $1', [foreign]);
    expect(left).toEqual({ version: 1, permissions: [] });
  });

  it('TEN-02 leaves no trace in lists, holders and explanations', async () => {
    const by = await administrator();
    const there = await api.given.domain();
    const secret = aName('secret');
    const roleId = await api.given.role(there, inDomain('users:read'), secret);
    await api.given.user(there, { roleId, username: secret });
    for (const path of [
      '/roles',
      '/roles/templates',
      '/permissions/users:read/holders',
      `/users/${by.user.id}/access`,
      '/audit-events?limit=200',
    ]) {
      expect((await by.get(path)).text).not.toContain(secret);
    }
  });

  it('TEN-07 is no way for a Primary Domain’s administrator into another', async () => {
    const da0 = await administrator(api.given.primary);
    const stranger = await api.given.user(domain);
    expect((await da0.get(`/users/${stranger.id}/access`)).status).toBe(404);
    expect((await da0.with({ 'x-domain': domain.name }).get('/roles')).status).toBe(404);
    const wish = { name: aName('role'), permissions: [{ permission: 'domains:update', scope: 'all' }] };
    expect((await da0.post('/roles', wish)).status).toBe(400);
  });
});

describe('PRV-03 the last administrator', () => {
  it('is a built-in one, so that no change of a role takes it', async () => {
    const there = await api.given.domain();
    const boss = await administrator(there);
    const roleId = await api.given.role(there, inDomain('users:update', 'roles:assign', 'users:read'));
    await api.given.user(there, { roleId });
    expect((await boss.patch(`/roles/${roleId}`, 1, { permissions: [] })).status).toBe(200);
    const helper = await api.given.user(there, { role: 'domain-administrator' });
    const second = person({ ...(await api.given.session(helper)), user: helper });
    expect((await second.post(`/users/${boss.user.id}/disable`)).status).toBe(200);
    const answer = await second.delete<ProblemBody>(
      `/roles/${roleOf(there, 'domain-administrator')}?moveTo=${roleId}`,
      {
        version: 1,
      },
    );
    await expectRefused(answer, 409, 'built-in-role', second);
  });
});

describe('PRV-08 who may only read', () => {
  it('writes nothing by reading, whatever the question', async () => {
    const by = person(await api.given.signedIn(domain, 'read-only'));
    const counts = async () =>
      api.database.sql(
        `SELECT (SELECT sum(version) FROM app_user) AS users, (SELECT sum(version) FROM role) AS roles,
                (SELECT count(*) FROM user_version) AS versions, (SELECT count(*) FROM role_version) AS roleVersions,
                (SELECT count(*) FROM audit_event WHERE type <> 'access.refused') AS events`,
      );
    const before = await counts();
    for (const query of ['', '?dryRun=false', '?roleId=x&action=delete']) {
      await by.get(`/users/${by.user.id}/access${query}`);
      await by.get(`/permissions/users:read/holders${query}`);
      await by.get(`/users/${by.user.id}/as-of?at=2099-01-01T00:00:00Z`);
      await by.post(`/users/${by.user.id}/access/preview${query}`, { roleId: roleOf(domain, 'operator') });
    }
    expect(await counts()).toEqual(before);
  });
});

describe('MAS-03 what never changes', () => {
  it.each(['id', 'username', 'domainId', 'loginMethod', 'source', 'createdAt', 'version', 'isProtected', 'role'])(
    'refuses %s in an edit, in every state of the user',
    async (field) => {
      const by = await administrator();
      for (const wishes of [{}, { enabled: false }, { loginMethod: 'ldap' as const }]) {
        const user = await api.given.user(domain, wishes);
        expect((await by.patch(`/users/${user.id}`, 1, { [field]: 'x' })).status).toBe(400);
      }
    },
  );
});

describe('the audit log', () => {
  it('tells the administrators of a Domain who tried', async () => {
    const [by, boss] = [await manager(), await administrator()];
    await by.post('/users', newcomer(roleOf(domain, 'domain-administrator')));
    const { body } = await boss.get<Page<AuditEvent>>(`/audit-events?type=access.refused&actor=${by.user.id}`);
    expect(body.items).toMatchObject([
      { outcome: 'refused', detail: 'role-above-own', subject: { kind: 'role', name: 'Domain Administrator' } },
    ]);
  });
});
