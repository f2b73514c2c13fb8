import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent, DryRun, Me, Page, ProblemBody, RoleDetail, Settings, UserDetail } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Call, Client } from '../../testing/client.js';
import { aName, type GivenDomain } from '../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
const WHY: Call = { headers: { 'x-reason': 'Ticket 4711' } };

beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  const reasons = { deleteUser: true, roleToAdministrator: true, resetTwoFactor: true, exportSensitive: true };
  const answer = await boss.call<Settings>('PATCH', `/domains/${domain.id}/settings`, { body: { reasons } });
  expect(answer.body.reasons.deleteUser).toEqual({ value: true, origin: 'domain', locked: false, floor: false });
});
afterAll(() => api.close());

const refused = { status: 422, body: { code: 'reason-required', errors: [{ pointer: 'X-Reason' }] } };
const newest = async (type: string) =>
  (await boss.get<Page<AuditEvent>>(`/audit-events?type=${type}&limit=1`)).body.items[0];

describe('a Domain that asks for reasons', () => {
  it('says so to everybody who works in it', async () => {
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    expect((await reader.get<Me>('/me')).body.domain.reasons).toMatchObject({ deleteUser: true });
  });

  it('lets nobody delete a user without one, and keeps it', async () => {
    const { id } = await api.given.user(domain);
    expect(await boss.delete(`/users/${id}`, { version: 1 })).toMatchObject(refused);
    for (const reason of ['   ', '\t']) {
      expect(await boss.delete(`/users/${id}`, { version: 1, headers: { 'x-reason': reason } })).toMatchObject(refused);
    }
    const tried = await boss.delete<DryRun>(`/users/${id}?dryRun=true`, { version: 1 });
    expect(tried).toMatchObject({ status: 200, body: { warnings: ['reason-required'] } });
    expect((await boss.delete(`/users/${id}`, { version: 1, ...WHY })).status).toBe(200);
    expect(await newest('user.deleted')).toMatchObject({ subject: { id }, reason: 'Ticket 4711' });
  });

  it('lets nobody make an administrator without one, by whatever door', async () => {
    const roleId = domain.roles['domain-administrator'] ?? '';
    const input = { username: aName('new'), firstName: 'A', lastName: 'B', roleId };
    expect(await boss.post('/users', input)).toMatchObject(refused);
    expect((await boss.post('/users', input, WHY)).status).toBe(201);

    const user = await api.given.user(domain);
    expect(await boss.patch(`/users/${user.id}`, 1, { roleId })).toMatchObject(refused);
    expect((await boss.patch(`/users/${user.id}`, 1, { roleId: domain.roles.operator })).status).toBe(200);
    expect((await boss.patch(`/users/${user.id}`, 2, { roleId }, WHY)).status).toBe(200);
    expect(await newest('user.updated')).toMatchObject({ reason: 'Ticket 4711' });
    expect((await boss.patch(`/users/${user.id}`, 3, { roleId: domain.roles.operator })).status).toBe(200);
    expect(await boss.post(`/users/${user.id}/versions/3/restore`)).toMatchObject(refused);
    expect((await boss.post<UserDetail>(`/users/${user.id}/versions/3/restore`, undefined, WHY)).body.role.id).toBe(
      roleId,
    );

    const { body: role } = await boss.post<RoleDetail>('/roles', { name: aName('role'), permissions: [] });
    await api.given.user(domain, { roleId: role.id });
    const permissions = ['users:update', 'roles:assign'].map((permission) => ({ permission, scope: 'domain' }));
    expect(await boss.patch(`/roles/${role.id}`, 1, { permissions })).toMatchObject(refused);
    expect(await boss.delete(`/roles/${role.id}?moveTo=${roleId}`, { version: 1 })).toMatchObject(refused);
    const tried = await boss.delete<DryRun>(`/roles/${role.id}?moveTo=${roleId}&dryRun=true`, { version: 1 });
    expect(tried.body.warnings).toEqual(['deletion-is-final', 'reason-required', 'makes-administrators']);
    expect((await boss.delete(`/roles/${role.id}?moveTo=${roleId}`, { version: 1, ...WHY })).status).toBe(200);
  });

  it('lets nobody reset a second factor without one', async () => {
    const { id } = await api.given.user(domain);
    await api.database.sql('UPDATE app_user SET totp_enrolled = true WHERE id = $1', [id]);
    expect(await boss.post<ProblemBody>(`/users/${id}/totp/reset`)).toMatchObject(refused);
    expect((await boss.post(`/users/${id}/totp/reset`, undefined, WHY)).status).toBe(200);
  });
});

describe('the system asks for reasons', () => {
  it('in every Domain, none of which may be laxer', async () => {
    const system = api.as(await api.given.signedIn(api.given.primary, 'system-administrator'));
    const { version } = (await system.get<Settings>('/settings')).body;
    expect((await system.patch('/settings', version, { reasons: { deleteUser: true } })).status).toBe(200);
    const there = await api.given.domain();
    const admin = api.as(await api.given.signedIn(there, 'domain-administrator'));
    const lax = { body: { reasons: { deleteUser: false } } };
    expect(await admin.call('PATCH', `/domains/${there.id}/settings`, lax)).toMatchObject({
      status: 422,
      body: { code: 'setting-below-floor' },
    });
    const { id } = await api.given.user(there);
    expect(await admin.delete(`/users/${id}`, { version: 1 })).toMatchObject(refused);
  });
});
