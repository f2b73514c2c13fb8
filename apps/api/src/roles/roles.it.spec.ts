import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BUILT_IN_GRANTS,
  LIMITS,
  ROLE_TEMPLATES,
  type AuditEvent,
  type DryRun,
  type Grant,
  type OfferedRoleTemplate,
  type Page,
  type ProblemBody,
  type RoleDetail,
  type User,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { aName, type GivenDomain, type GivenUser } from '../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client & { readonly user: GivenUser };

beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  const signedIn = await api.given.signedIn(domain, 'domain-administrator');
  boss = Object.assign(api.as(signedIn), { user: signedIn.user });
});
afterAll(() => api.close());

const READS: readonly Grant[] = [
  { permission: 'users:read', scope: 'domain' },
  { permission: 'events:read', scope: 'own' },
];

async function made(wishes: object = {}, by: Client = boss): Promise<RoleDetail> {
  const answer = await by.post<RoleDetail>('/roles', { name: aName('role'), permissions: READS, ...wishes });
  expect(answer.status).toBe(201);
  return answer.body;
}

const change = (role: RoleDetail, body: object, by: Client = boss, query = '') =>
  by.patch<RoleDetail & ProblemBody & DryRun>(`/roles/${role.id}${query}`, role.version, body);

const remove = (role: RoleDetail, query = '', by: Client = boss) =>
  by.delete<ProblemBody & DryRun & { movedUsers: number }>(`/roles/${role.id}${query}`, { version: role.version });

const newest = async (type: string) =>
  (await boss.get<Page<AuditEvent>>(`/audit-events?type=${type}&limit=1`)).body.items[0];

describe('a custom role', () => {
  it('is made, with what it allows in the order of the catalogue', async () => {
    const name = aName('role');
    const answer = await boss.post<RoleDetail>('/roles', {
      name: `  ${name} `,
      permissions: [READS[1], READS[0]],
      description: 'For the night shift',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/roles/${answer.body.id}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body).toMatchObject({
      name,
      description: 'For the night shift',
      builtIn: false,
      kind: null,
      permissions: READS,
      twoFactorRequired: false,
      holders: 0,
      assignable: true,
      actions: ['copy', 'update', 'delete'],
      blocked: {},
      version: 1,
    });
    expect((await boss.get<RoleDetail>(`/roles/${answer.body.id}`)).body).toEqual(answer.body);
    expect(await newest('role.created')).toMatchObject({ subject: { kind: 'role', id: answer.body.id, name } });
  });

  it('is made once with the same key', async () => {
    const headers = { 'idempotency-key': aName('key') };
    const body = { name: aName('role'), permissions: READS };
    const [first, second] = [
      await boss.post<RoleDetail>('/roles', body, { headers }),
      await boss.post<RoleDetail>('/roles', body, { headers }),
    ];
    expect(second).toMatchObject({ status: 201, body: { id: first.body.id } });
  });

  it('is changed and says what changed', async () => {
    const role = await made();
    const permissions = [{ permission: 'users:read', scope: 'own' }];
    const answer = await change(role, { name: aName('renamed'), permissions, twoFactorRequired: true });
    expect(answer).toMatchObject({ status: 200, body: { permissions, twoFactorRequired: true, version: 2 } });
    expect((await newest('role.updated'))?.changes).toEqual([
      { field: 'name', before: role.name, after: answer.body.name },
      { field: 'twoFactorRequired', before: false, after: true },
      { field: 'permissions', before: ['users:read (domain)', 'events:read (own)'], after: ['users:read (own)'] },
    ]);
  });

  it('stays as it is when nothing changes', async () => {
    const role = await made();
    expect((await change(role, { permissions: [...READS].reverse() })).body.version).toBe(1);
  });

  it('MAS-02 is not changed from a stale version, nor without one', async () => {
    const role = await made();
    await change(role, { description: 'one' });
    expect(await change(role, { description: 'two' })).toMatchObject({
      status: 412,
      body: { code: 'stale-version', current: 2 },
    });
    expect((await boss.call('PATCH', `/roles/${role.id}`, { body: { description: 'three' } })).status).toBe(428);
    for (const wrong of ['"x"', '7', '"7.0"', '"-1"', '"9007199254740992"']) {
      const headers = { 'if-match': wrong };
      expect((await boss.call('PATCH', `/roles/${role.id}`, { body: {}, headers })).status).toBe(400);
    }
  });

  it.each<{ wrong: string; body: object; pointer: string }>([
    { wrong: 'no name', body: { name: ' ' }, pointer: '/name' },
    { wrong: 'a name of two lines', body: { name: 'a\u0000b' }, pointer: '/name' },
    { wrong: 'a long name', body: { name: 'x'.repeat(LIMITS.roleNameLength + 1) }, pointer: '/name' },
    { wrong: 'no list', body: { permissions: 'users:read' }, pointer: '/permissions' },
    { wrong: 'a permission twice', body: { permissions: [READS[0], READS[0]] }, pointer: '/permissions' },
    {
      wrong: 'a permission that is none',
      body: { permissions: [{ permission: 'users:fly', scope: 'domain' }] },
      pointer: '/permissions/0/permission',
    },
    {
      wrong: 'the scope of System Administrators',
      body: { permissions: [{ permission: 'users:read', scope: 'all' }] },
      pointer: '/permissions/0/scope',
    },
    {
      wrong: 'a scope that the permission has not',
      body: { permissions: [{ permission: 'settings:read', scope: 'own' }] },
      pointer: '/permissions/0/scope',
    },
    {
      wrong: 'what System Administrators alone may do',
      body: { permissions: [{ permission: 'domains:create', scope: 'domain' }] },
      pointer: '/permissions/0/scope',
    },
  ])('is refused with $wrong', async ({ body, pointer }) => {
    const answer = await boss.post<ProblemBody>('/roles', { name: aName('role'), permissions: READS, ...body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it.each(['id', 'domainId', 'kind', 'builtIn', 'system', 'isSystem', 'holders', 'version', 'assignable'])(
    'MAS-01 takes no %s',
    async (field) => {
      const body = { name: aName('role'), permissions: READS, [field]: true };
      expect((await boss.post('/roles', body)).status).toBe(400);
      expect((await change(await made(), { [field]: true })).status).toBe(400);
    },
  );

  it('has a name of its own, ignoring case and runs of spaces', async () => {
    const role = await made({ name: `Night  ${aName('shift')}` });
    expect(role.name).not.toContain('  ');
    for (const name of [role.name.toUpperCase(), role.name.replace(' ', '   '), 'operator', 'SYSTEM ADMINISTRATOR']) {
      const answer = await boss.post<ProblemBody>('/roles', { name, permissions: [] });
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'role-name-taken', errors: [{ pointer: '/name' }] },
      });
    }
    expect((await change(await made(), { name: 'Read-Only' })).body.code).toBe('role-name-taken');
    expect((await change(role, { name: role.name.toUpperCase() })).status).toBe(200);
  });

  it('is one of a bounded number', async () => {
    const crowded = await api.given.domain();
    const admin = api.as(await api.given.signedIn(crowded, 'domain-administrator'));
    await api.database.sql(
      `INSERT INTO role (id, domain_id, name) SELECT gen_random_uuid(), $1, 'role ' || n FROM generate_series(5, $2) n`,
      [crowded.id, LIMITS.roles - 1],
    );
    expect((await admin.post('/roles', { name: 'The last', permissions: [] })).status).toBe(201);
    const answer = await admin.post<ProblemBody>('/roles', { name: 'One more', permissions: [] });
    expect(answer).toMatchObject({ status: 422, body: { code: 'too-many-roles' } });
    expect((await admin.get<Page<unknown>>('/roles')).body.items).toHaveLength(LIMITS.roles);
  });
});

describe('a built-in role', () => {
  it('is neither changed nor deleted, and may be copied', async () => {
    const { body: role } = await boss.get<RoleDetail>(`/roles/${domain.roles.operator}`);
    expect(role).toMatchObject({
      actions: ['copy'],
      blocked: { update: 'built-in-role', delete: 'built-in-role' },
    });
    expect(await change(role, { description: 'Mine' })).toMatchObject({ status: 409, body: { code: 'built-in-role' } });
    expect(await remove(role)).toMatchObject({ status: 409, body: { code: 'built-in-role' } });
    const copy = await made({ name: `${role.name} copy ${aName('x')}`, permissions: BUILT_IN_GRANTS.operator });
    expect(copy.permissions).toEqual(role.permissions);
    expect(await newest('access.refused')).toMatchObject({ subject: { id: role.id }, detail: 'built-in-role' });
  });
});

describe('a template', () => {
  it('is taken as it is, once', async () => {
    const { body } = await boss.get<Page<OfferedRoleTemplate>>('/roles/templates');
    expect(body.items.map(({ name }) => name)).toEqual(['Administrator', 'Security Analyst', 'Auditor', 'Viewer']);
    for (const { name, description, permissions, creatable, exists } of body.items) {
      expect({ creatable, exists }).toEqual({ creatable: true, exists: false });
      expect((await made({ name, description, permissions })).permissions).toHaveLength(permissions.length);
    }
    const again = await boss.get<Page<OfferedRoleTemplate>>('/roles/templates');
    expect(again.body.items.map(({ exists }) => exists)).toEqual([true, true, true, true]);
  });

  it('gives what the table of templates says', () => {
    const of = (key: string) =>
      new Map(ROLE_TEMPLATES.find((one) => one.key === key)?.permissions.map((one) => [one.permission, one.scope]));
    const [admin, analyst, auditor, viewer] = ['administrator', 'security-analyst', 'auditor', 'viewer'].map((key) =>
      of(`siem-${key}`),
    );
    const rows = ['users:delete', 'settings:update', 'events:read', 'incidents:update', 'audit:read', 'data:update'];
    expect(rows.map((name) => [admin, analyst, auditor, viewer].map((one) => one?.get(name as never) ?? '–'))).toEqual([
      ['domain', '–', '–', '–'],
      ['domain', '–', '–', '–'],
      ['domain', 'domain', 'domain', 'own'],
      ['domain', 'domain', '–', '–'],
      ['domain', '–', 'domain', '–'],
      ['domain', 'own', '–', '–'],
    ]);
  });
});

describe('a change of a role', () => {
  it('tells in a dry run who gains and loses what, and does nothing', async () => {
    const role = await made();
    const holders = [];
    for (let n = 0; n < 3; n += 1) holders.push(await api.given.user(domain, { roleId: role.id }));
    await api.given.user(domain, { roleId: role.id, enabled: false });
    const permissions = [
      { permission: 'users:read', scope: 'own' },
      { permission: 'users:update', scope: 'domain' },
      { permission: 'roles:assign', scope: 'domain' },
    ];
    const answer = await change(role, { permissions, twoFactorRequired: true }, boss, '?dryRun=true');
    expect(answer.status).toBe(200);
    expect(answer.body.warnings).toEqual(['role-two-factor-required', 'makes-administrators']);
    expect(answer.body.role).toMatchObject({
      grants: [
        { permission: 'users:read', before: 'domain', after: 'own', change: 'narrowed' },
        { permission: 'users:update', before: null, after: 'domain', change: 'added' },
        { permission: 'roles:assign', before: null, after: 'domain', change: 'added' },
        { permission: 'events:read', before: 'own', after: null, change: 'removed' },
      ],
      holders: { count: 4 },
      toEnrol: { count: 3 },
      makesAdministrators: true,
    });
    expect(answer.body.role?.toEnrol.first.map(({ id }) => id).sort()).toEqual(holders.map(({ id }) => id).sort());
    expect((await boss.get<RoleDetail>(`/roles/${role.id}`)).body).toMatchObject({ version: 1, permissions: READS });
  });

  it('acts on the next request of everybody who holds it', async () => {
    const role = await made();
    const holder = api.as(await api.given.session(await api.given.user(domain, { roleId: role.id })));
    expect((await holder.get('/users')).status).toBe(200);
    const narrowed = await change(role, { permissions: [] });
    expect((await holder.get('/users')).status).toBe(403);
    await change(narrowed.body, { permissions: READS });
    expect((await holder.get('/users')).status).toBe(200);
  });

  it('TFA-10 that asks for a second factor leads its holders through setting one up', async () => {
    const role = await made();
    const user = await api.given.user(domain, { roleId: role.id, withPassword: true });
    const holder = api.as(await api.given.session(user));
    const demanding = await change(role, { twoFactorRequired: true });
    expect((await holder.get<ProblemBody>('/users')).body.code).toBe('second-factor-enrolment-required');
    await change(demanding.body, { twoFactorRequired: false });
    expect((await holder.get('/users')).status).toBe(200);
  });
});

describe('deleting a role', () => {
  it('is refused while somebody holds it, and says how many', async () => {
    const role = await made();
    const holder = await api.given.user(domain, { roleId: role.id });
    expect(await remove(role)).toMatchObject({ status: 409, body: { code: 'role-held', holders: 1 } });
    expect((await boss.get<Page<User>>(`/roles/${role.id}/users`)).body.items[0]?.id).toBe(holder.id);
  });

  it('takes a role that nobody holds', async () => {
    const role = await made();
    expect(await remove(role, '?dryRun=true')).toMatchObject({
      status: 200,
      body: { warnings: ['deletion-is-final'] },
    });
    expect(await remove(role)).toMatchObject({ status: 200, body: { movedUsers: 0 } });
    expect((await boss.get(`/roles/${role.id}`)).status).toBe(404);
    expect((await remove(role)).status).toBe(404);
    expect(await newest('role.deleted')).toMatchObject({ subject: { id: role.id, name: role.name } });
  });

  it('moves its holders to another role in the same step', async () => {
    const [role, to] = [await made(), await made({ permissions: [] })];
    const users = [];
    for (let n = 0; n < 3; n += 1) users.push(await api.given.user(domain, { roleId: role.id }));
    const [first] = users;
    const holder = api.as(await api.given.session(first as GivenUser));
    expect((await holder.get('/users')).status).toBe(200);

    const tried = await remove(role, `?moveTo=${to.id}&dryRun=true`);
    expect(tried.body.role).toMatchObject({
      holders: { count: 3 },
      grants: [{ change: 'removed' }, { change: 'removed' }],
    });
    expect(tried.body.changes.filter(({ field }) => field === 'role')).toHaveLength(1);
    expect(await remove(role, `?moveTo=${to.id}`)).toMatchObject({ status: 200, body: { movedUsers: 3 } });

    expect((await holder.get('/users')).status).toBe(403);
    for (const { id } of users) {
      const { body } = await boss.get<User>(`/users/${id}`);
      expect(body).toMatchObject({ role: { id: to.id }, version: 2 });
      const versions = await boss.get<Page<{ changes: unknown }>>(`/users/${id}/versions`);
      expect(versions.body.items[0]?.changes).toEqual([{ field: 'role', before: role.name, after: to.name }]);
      const events = await boss.get<Page<AuditEvent>>(`/users/${id}/audit-events?type=user.updated`);
      expect(events.body.items).toHaveLength(1);
    }
  });

  it('moves nobody to a role that is not there, is the same, or is above', async () => {
    const role = await made();
    await api.given.user(domain, { roleId: role.id });
    const elsewhere = await api.given.role(await api.given.domain(), []);
    for (const to of [role.id, elsewhere]) {
      expect(await remove(role, `?moveTo=${to}`)).toMatchObject({ status: 422, body: { code: 'role-not-assignable' } });
    }
    const all = ['roles:delete', 'roles:assign', 'users:update', 'users:read', 'events:read'] as const;
    const roleId = await api.given.role(
      domain,
      all.map((permission) => ({ permission, scope: 'domain' })),
    );
    const lesser = api.as(await api.given.session(await api.given.user(domain, { roleId })));
    const above = domain.roles['domain-administrator'] ?? '';
    expect(await remove(role, `?moveTo=${above}`, lesser)).toMatchObject({
      status: 422,
      body: { code: 'role-above-own' },
    });
    expect((await boss.get<RoleDetail>(`/roles/${role.id}`)).body.holders).toBe(1);
  });

  it('does not let go a role that somebody is being given at the moment', async () => {
    const role = await made();
    const user = await api.given.user(domain);
    const [given, gone] = await Promise.all([boss.patch(`/users/${user.id}`, 1, { roleId: role.id }), remove(role)]);
    expect([given.status, gone.status].filter((status) => status === 200)).toHaveLength(1);
  });
});
