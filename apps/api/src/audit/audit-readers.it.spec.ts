import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BUILT_IN_GRANTS,
  OIDC_PRESETS,
  type AuditEvent,
  type BuiltInRole,
  type Enrolment,
  type Page,
  type User,
} from 'wardkeep/contracts';
import { grantsOf, holds } from 'wardkeep/rules';
import { startApi, type TestApi } from '../../testing/api.js';
import { givenDirectory } from '../../testing/given-directory.js';
import { PASSWORD, type GivenDomain } from '../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
});
afterAll(() => api.close());

describe('AUD-04 the audit log', () => {
  const roles = Object.keys(BUILT_IN_GRANTS).filter((role) => role !== 'system-administrator') as BuiltInRole[];

  it.each(roles)('is read as the matrix says by a holder of %s', async (role) => {
    const reader = await api.given.signedIn(domain, role);
    const status = holds(grantsOf(BUILT_IN_GRANTS[role]), 'audit:read', 'domain') ? 200 : 403;
    const client = api.as(reader);
    for (const path of ['/audit-events', '/audit-events?type=user.created', `/users/${reader.user.id}/audit-events`]) {
      expect({ path, status: (await client.get(path)).status }).toEqual({ path, status });
    }
  });

  it('is read by nobody who is not signed in, or no more', async () => {
    expect((await api.anybody.get('/audit-events')).status).toBe(401);
    const gone = await api.given.signedIn(domain, 'domain-administrator');
    await api.as(gone).post('/auth/sign-out');
    expect((await api.as(gone).get('/audit-events')).status).toBe(401);
  });

  it('is read as far as the own Domain goes, whatever is filtered for', async () => {
    const boss = await api.given.signedIn(domain, 'domain-administrator');
    const stranger = api.as(await api.given.signedIn(await api.given.domain(), 'domain-administrator'));
    const { body } = await api.as(boss).get<Page<AuditEvent>>('/audit-events?limit=1');
    const [event] = body.items;
    expect(event).toBeDefined();
    expect((await stranger.get(`/audit-events/${event?.id}`)).status).toBe(404);
    expect((await stranger.get(`/users/${boss.user.id}/audit-events`)).body).not.toMatchObject({ items: [{}] });
    expect((await stranger.get(`/audit-events?limit=1&cursor=${body.nextCursor}`)).status).toBe(400);
    for (const filter of [`subject=${boss.user.username}`, `actor=${boss.user.username}`, `q=${boss.user.username}`]) {
      const found = await stranger.get<Page<AuditEvent>>(`/audit-events?${filter}`);
      expect({ filter, total: found.body.total.value }).toEqual({ filter, total: 0 });
    }
  });
});

it('AUD-06 no secret stands in an event, a version or the answer that shows them', async () => {
  const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  const secrets = { first: 'Blue-Harbour-7-Lantern', second: 'Green-Harbour-8-Lantern', own: 'Grey-Harbour-9-Lantern' };
  const person = { firstName: 'Ada', lastName: 'Lovelace', roleId: domain.roles['read-only'] };
  const made = await boss.post<User>('/users', { ...person, username: 'secretive', password: secrets.first });
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect((await boss.call('PUT', `/users/${id}/password`, { body: { newPassword: secrets.second } })).status).toBe(200);
  const reset = await boss.post<{ temporaryPassword: string }>(`/users/${id}/password-reset`, { method: 'temporary' });
  const kept = { bindPassword: 'Bind-Harbour-4-Lantern', clientSecret: 'Client-Harbour-5-Lantern' };
  const directory = await givenDirectory(api, domain, 'ldap://127.0.0.1:9');
  const { body: now } = await boss.get<{ version: number; config: object }>(`/providers/${directory.id}`);
  const change = { config: { ...now.config, bindPassword: kept.bindPassword } };
  expect((await boss.patch(`/providers/${directory.id}`, now.version, change)).status).toBe(200);
  const { attributes } = OIDC_PRESETS.generic;
  const { clientSecret } = kept;
  const idp = { issuer: 'https://id.example.org', clientId: 'wardkeep', clientSecret, attributes };
  const body = { kind: 'oidc', name: 'Secretive', enabled: false, config: idp };
  expect((await boss.post('/providers', body)).status).toBe(201);

  const own = await api.given.user(domain, { withPassword: true });
  const client = api.as(await api.given.session(own));
  const enrolment = await client.post<Enrolment>('/me/totp', undefined, {});
  const changed = await client.post('/me/password', { currentPassword: PASSWORD, newPassword: secrets.own });
  expect(changed.status).toBe(200);

  const hidden = [...Object.values(secrets), PASSWORD, reset.body.temporaryPassword, ...Object.values(kept)];
  hidden.push(enrolment.body.secret);
  const rows = await api.database.sql(
    `SELECT to_jsonb(e)::text AS kept FROM audit_event e UNION ALL SELECT to_jsonb(v)::text FROM user_version v`,
  );
  const shown = [
    (await boss.get('/audit-events?limit=200')).text,
    (await boss.get(`/users/${id}/versions`)).text,
    (await boss.get(`/providers/${directory.id}`)).text,
    JSON.stringify(rows),
  ];
  for (const type of [
    'password.set',
    'password.temporary',
    'password.changed',
    'provider.created',
    'provider.updated',
  ]) {
    expect({ type, isThere: shown[0]?.includes(type) }).toEqual({ type, isThere: true });
  }
  const found = hidden.filter((secret) => shown.some((text) => text.includes(secret)));
  expect(found).toEqual([]);
  expect(hidden.every((secret) => secret.length > 8)).toBe(true);
});
