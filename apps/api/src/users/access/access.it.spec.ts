import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BUILT_IN_GRANTS,
  PERMISSIONS,
  type AccessAnswer,
  type AccessAnswers,
  type AccessPreview,
  type Grant,
  type Page,
  type Permission,
  type PermissionHolder,
  type ProblemBody,
  type UserAccess,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import type { GivenDomain, GivenUser } from '../../../testing/given.js';
import { newId } from '../../platform/ids.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
let bossUser: GivenUser;

beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  const signedIn = await api.given.signedIn(domain, 'domain-administrator', { username: 'boss' });
  [boss, bossUser] = [api.as(signedIn), signedIn.user];
});
afterAll(() => api.close());

const inDomain = (...permissions: readonly Permission[]): Grant[] =>
  permissions.map((permission) => ({ permission, scope: 'domain' }));

describe('what a user may do', () => {
  it('is told with the role that gives it, and with who could give the rest', async () => {
    const roleId = await api.given.role(domain, [{ permission: 'events:read', scope: 'own' }], 'Watcher');
    const user = await api.given.user(domain, { roleId });
    const { status, body } = await boss.get<UserAccess>(`/users/${user.id}/access`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { id: user.id, username: user.username },
      role: { id: roleId, name: 'Watcher', kind: null, twoFactorRequired: false },
      inEffect: true,
      granted: [{ permission: 'events:read', scope: 'own', via: { id: roleId, name: 'Watcher' } }],
    });
    expect(body.granted.length + body.missing.length).toBe(PERMISSIONS.length);

    const missing = new Map(body.missing.map((one) => [one.permission, one]));
    expect(missing.get('users:delete')).toEqual({
      permission: 'users:delete',
      because: 'role-does-not-grant',
      roles: { count: 1, first: [expect.objectContaining({ name: 'Domain Administrator', scope: 'domain' })] },
      granters: { count: 1, first: [{ id: bossUser.id, username: 'boss' }] },
    });
    expect(missing.get('domains:create')).toMatchObject({
      because: 'system-administrators-only',
      roles: { count: 0, first: [] },
      granters: { count: 0, first: [] },
    });
  });

  it('counts who could give it by what they hold themselves, and leaves the disabled out', async () => {
    const there = await api.given.domain();
    const asker = api.as(await api.given.signedIn(there, 'read-only'));
    const giver = await api.given.role(there, inDomain('roles:assign', 'users:update', 'alerts:read'));
    await api.given.user(there, { roleId: giver });
    await api.given.user(there, { roleId: giver, enabled: false });
    const editor = await api.given.role(there, inDomain('roles:update', 'alerts:read', 'events:read'));
    await api.given.user(there, { roleId: editor });
    const roleId = await api.given.role(there, []);
    const above = await api.given.role(there, inDomain('incidents:read'));
    const granters = async (id: string) => {
      const { body } = await asker.get<UserAccess>(`/users/${id}/access`);
      return Object.fromEntries(body.missing.map(({ permission, granters: { count } }) => [permission, count]));
    };
    const plain = await granters((await api.given.user(there, { roleId })).id);
    expect(plain).toMatchObject({ 'alerts:read': 2, 'events:read': 1, 'data:read': 0 });
    const outranking = await granters((await api.given.user(there, { roleId: above })).id);
    expect(outranking).toMatchObject({ 'alerts:read': 0, 'events:read': 0 });
    const builtIn = await granters((await api.given.user(there, { role: 'read-only' })).id);
    expect(builtIn).toMatchObject({ 'alerts:create': 0 });
  });

  it('says when it is not in effect', async () => {
    const user = await api.given.user(domain, { enabled: false });
    expect((await boss.get<UserAccess>(`/users/${user.id}/access`)).body.inEffect).toBe(false);
  });

  it('is for who sees users and roles', async () => {
    const roleId = await api.given.role(domain, inDomain('users:read'));
    const half = api.as(await api.given.session(await api.given.user(domain, { roleId })));
    for (const path of [`/users/${bossUser.id}/access`, '/permissions/users:read/holders']) {
      expect(await half.get<ProblemBody>(path)).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    }
  });
});

describe('who holds a permission', () => {
  it('is told page by page, by name, with the role and its scope', async () => {
    const there = await api.given.domain();
    const asker = api.as(await api.given.signedIn(there, 'operator', { username: 'op' }));
    const roleId = await api.given.role(there, [{ permission: 'data:update', scope: 'own' }], 'Analyst');
    const none = await api.given.role(there, inDomain('data:read'));
    for (const username of ['b', 'D', 'f']) await api.given.user(there, { roleId, username });
    for (const username of ['A', 'c', 'e']) await api.given.user(there, { role: 'domain-administrator', username });
    await api.given.user(there, { roleId: none, username: 'nobody' });
    const stranger = await api.given.user(await api.given.domain(), { role: 'domain-administrator' });

    const path = '/permissions/data:update/holders';
    const found: PermissionHolder[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body }: { body: Page<PermissionHolder> } = await asker.get<Page<PermissionHolder>>(
        `${path}?limit=4${from}`,
      );
      expect(body.total).toEqual({ value: 6, relation: 'exact' });
      found.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(found.map(({ user, scope }) => [user.username, scope])).toEqual([
      ['A', 'domain'],
      ['b', 'own'],
      ['c', 'domain'],
      ['D', 'own'],
      ['e', 'domain'],
      ['f', 'own'],
    ]);
    expect(found[1]).toEqual({
      user: { id: expect.any(String), username: 'b', firstName: 'Ada', lastName: 'Lovelace', enabled: true },
      role: { id: roleId, name: 'Analyst' },
      scope: 'own',
    });
    expect(found.map(({ user }) => user.id)).not.toContain(stranger.id);
    const wide = await asker.get<Page<PermissionHolder>>(`${path}?scope=domain`);
    expect(wide.body.items.map(({ user }) => user.username)).toEqual(['A', 'c', 'e']);
    expect((await asker.get<Page<PermissionHolder>>('/permissions/domains:create/holders')).body).toMatchObject({
      items: [],
      total: { value: 0 },
    });
  });

  it('is a 404 for what is no permission', async () => {
    for (const name of ['users:fly', 'users', 'users%3Aread%27']) {
      expect((await boss.get<ProblemBody>(`/permissions/${name}/holders`)).body.code).toBe('permission-not-found');
    }
    expect((await boss.get('/permissions/users%3Aread/holders')).status).toBe(200);
  });
});

describe('what another role would change', () => {
  it('is told, with why it can not be given', async () => {
    const user = await api.given.user(domain, { role: 'operator' });
    const path = `/users/${user.id}/access/preview`;
    const { body } = await boss.post<AccessPreview>(path, { roleId: domain.roles['read-only'] });
    expect(body).toMatchObject({
      before: { name: 'Operator' },
      after: { name: 'Read-only' },
      mustEnrol: false,
      makesAdministrator: false,
      blocked: null,
    });
    expect(body.grants).toContainEqual({
      permission: 'users:enable',
      before: 'domain',
      after: null,
      change: 'removed',
    });
    expect(body.grants).toContainEqual({
      permission: 'sessions:read',
      before: 'domain',
      after: 'own',
      change: 'narrowed',
    });
    const up = await boss.post<AccessPreview>(path, { roleId: domain.roles['domain-administrator'] });
    expect(up.body).toMatchObject({ makesAdministrator: true, blocked: null });
    const own = `/users/${bossUser.id}/access/preview`;
    expect((await boss.post<AccessPreview>(own, { roleId: domain.roles.operator })).body.blocked).toBe('self');
    const operator = api.as(await api.given.signedIn(domain, 'operator'));
    const { body: blocked } = await operator.post<AccessPreview>(path, { roleId: domain.roles['read-only'] });
    expect(blocked.blocked).toBe('permission-missing');
  });

  it('foresees a second factor that has to be set up', async () => {
    const roleId = await api.given.role(domain, []);
    await api.database.sql('UPDATE role SET two_factor_required = true WHERE id = $1', [roleId]);
    const user = await api.given.user(domain);
    const { body } = await boss.post<AccessPreview>(`/users/${user.id}/access/preview`, { roleId });
    expect(body.mustEnrol).toBe(true);
  });

  it('changes nothing, and knows no role of another Domain', async () => {
    const user = await api.given.user(domain);
    const elsewhere = await api.given.role(await api.given.domain(), []);
    for (const roleId of [elsewhere, newId()]) {
      const answer = await boss.post<ProblemBody>(`/users/${user.id}/access/preview`, { roleId });
      expect(answer).toMatchObject({ status: 422, body: { code: 'role-not-assignable' } });
    }
    expect((await boss.get(`/users/${user.id}`)).body).toMatchObject({ version: 1 });
  });
});

describe('POST /access/check', () => {
  let user: GivenUser;
  beforeAll(async () => {
    const roleId = await api.given.role(domain, [
      { permission: 'pipelines:operate', scope: 'domain' },
      { permission: 'data:update', scope: 'own' },
    ]);
    user = await api.given.user(domain, { roleId, username: 'Partner.User' });
  });
  const check = (body: object, by: Client = boss) =>
    by.post<AccessAnswer & AccessAnswers & ProblemBody>('/access/check', body);

  it.each<{ permission: Permission; own?: boolean; answer: AccessAnswer }>([
    { permission: 'pipelines:operate', answer: { allowed: true, scope: 'domain', because: 'granted' } },
    { permission: 'data:update', own: true, answer: { allowed: true, scope: 'own', because: 'granted-for-own' } },
    { permission: 'data:update', own: false, answer: { allowed: false, scope: 'own', because: 'own-only' } },
    { permission: 'data:update', answer: { allowed: false, scope: 'own', because: 'own-only' } },
    { permission: 'users:read', answer: { allowed: false, scope: null, because: 'role-does-not-grant' } },
  ])('answers $permission, own: $own, by id and by name', async ({ answer, ...question }) => {
    expect(await check({ userId: user.id, ...question })).toMatchObject({ status: 200, body: answer });
    expect((await check({ username: 'PARTNER.user', ...question })).body).toEqual(answer);
  });

  it('answers a hundred questions in their order, also for whom it does not know', async () => {
    const names = ['pipelines:operate', 'users:read'] as const;
    const checks = Array.from({ length: 100 }, (_, n) => ({
      ...(n % 2 === 0
        ? { userId: n % 10 === 0 ? newId() : user.id }
        : { username: n % 5 === 0 ? 'nobody' : 'partner.user' }),
      permission: names[n % 4 < 2 ? 0 : 1],
    }));
    const { body } = await check({ checks });
    expect(body.checks.map(({ because }) => because)).toEqual(
      checks.map((_, n) => {
        if (n % 5 === 0) return 'user-not-found';
        return n % 4 < 2 ? 'granted' : 'role-does-not-grant';
      }),
    );
    expect((await check({ checks: [...checks, checks[0]] })).status).toBe(400);
    expect((await check({ checks: [] })).status).toBe(400);
  });

  it('tells what the built-in roles say, of every permission there is', async () => {
    const someone = await api.given.user(domain, { role: 'pipeline-management' });
    const { body } = await check({
      checks: PERMISSIONS.slice(0, 100).map(({ permission }) => ({ userId: someone.id, permission, own: true })),
    });
    const granted = new Set(BUILT_IN_GRANTS['pipeline-management'].map(({ permission }) => permission));
    expect(body.checks.map(({ allowed }) => allowed)).toEqual(
      PERMISSIONS.slice(0, 100).map(({ permission }) => granted.has(permission)),
    );
  });

  it('allows nothing to the disabled', async () => {
    const gone = await api.given.user(domain, { role: 'domain-administrator', enabled: false });
    expect((await check({ userId: gone.id, permission: 'users:read' })).body).toEqual({
      allowed: false,
      scope: 'domain',
      because: 'user-disabled',
    });
  });

  it("TEN-01 TEN-04 answers for another Domain's user as for one that never was", async () => {
    const stranger = await api.given.user(await api.given.domain(), {
      role: 'domain-administrator',
      username: 'stranger',
    });
    const permission = 'users:read';
    const missing = await check({ userId: newId(), permission });
    expect(missing).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
    for (const body of [{ userId: stranger.id }, { username: 'stranger' }]) {
      expect(await check({ ...body, permission })).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
    }
    const { body } = await check({ checks: [stranger.id, newId()].map((userId) => ({ userId, permission })) });
    expect(body.checks[0]).toEqual(body.checks[1]);
    expect((await check({ userId: stranger.id, permission, domainId: stranger.domain.id })).status).toBe(400);
  });

  it.each<{ wrong: string; body: object; pointer: string }>([
    { wrong: 'nobody', body: { permission: 'users:read' }, pointer: '/userId' },
    { wrong: 'two users', body: { userId: newId(), username: 'a', permission: 'users:read' }, pointer: '/userId' },
    { wrong: 'no permission', body: { username: 'a' }, pointer: '/permission' },
    { wrong: 'what is no permission', body: { username: 'a', permission: 'users:fly' }, pointer: '/permission' },
    { wrong: 'what is no name', body: { username: "a' OR 1=1", permission: 'users:read' }, pointer: '/username' },
    {
      wrong: 'one and several',
      body: { username: 'a', permission: 'users:read', checks: [{ username: 'a', permission: 'users:read' }] },
      pointer: '/checks',
    },
    { wrong: 'nobody among several', body: { checks: [{ permission: 'users:read' }] }, pointer: '/checks/0/userId' },
    {
      wrong: 'an unknown field among several',
      body: { checks: [{ username: 'a', permission: 'users:read', domain: 'x' }] },
      pointer: '/checks/0/domain',
    },
  ])('refuses to be asked about $wrong', async ({ body, pointer }) => {
    const answer = await check(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('sees a change of role with the next question', async () => {
    const fresh = await api.given.user(domain);
    const question = { userId: fresh.id, permission: 'users:enable' };
    expect((await check(question)).body.allowed).toBe(false);
    await boss.patch(`/users/${fresh.id}`, 1, { roleId: domain.roles.operator });
    expect((await check(question)).body.allowed).toBe(true);
  });
});
