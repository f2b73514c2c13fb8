import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LDAP_PRESETS,
  OIDC_PRESETS,
  type AuditEvent,
  type DryRun,
  type Page,
  type ProblemBody,
  type Provider,
  type ProviderDetail,
  type ProviderDraft,
  type ProviderListItem,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { aName, type GivenDomain } from '../../testing/given.js';
import { ProvidersService } from './providers.service.js';

const SECRET = 'bind-canary-5d21';
const URL = 'ldaps://directory.test:1636';
const config = {
  url: URL,
  bindDn: 'cn=reader,dc=example,dc=org',
  bindPassword: SECRET,
  baseDn: 'dc=example,dc=org',
  userFilter: LDAP_PRESETS.openldap.userFilter,
  attributes: LDAP_PRESETS.openldap.attributes,
};
const unsaid = { ...config, bindPassword: undefined };

describe('the providers of a Domain', () => {
  let api: TestApi;
  let domain: GivenDomain;
  let boss: Client;

  beforeAll(async () => {
    api = await startApi();
    domain = await api.given.domain();
    boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  });
  afterAll(() => api.close());

  const create = async (wishes: object = {}, name = aName('directory')) => {
    const body = { kind: 'ldap', name, config: { ...config, ...wishes } };
    const answer = await boss.post<ProviderDetail>('/providers', body);
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
    return answer.body;
  };
  const refusal = ({ status, body }: { status: number; body: ProblemBody }) => ({
    status,
    code: body.code,
    pointers: body.errors?.map(({ pointer }) => pointer),
  });
  const eventsOn = async (id: string) => {
    const { body } = await boss.get<Page<AuditEvent>>('/audit-events?limit=200');
    return body.items.filter(({ subject }) => subject?.id === id);
  };

  it('tells the addresses of a provider before it is there, to one Domain and for one provider', async () => {
    const { draft, endpoints } = (await boss.get<ProviderDraft>('/providers/draft')).body;
    const wanted = (name: string, with_: string) => ({
      kind: 'oidc',
      name,
      enabled: false,
      config: {
        issuer: 'https://id.example.org',
        clientId: 'wardkeep',
        clientSecret: 'a secret',
        attributes: OIDC_PRESETS.generic.attributes,
      },
      draft: with_,
    });
    const other = api.as(await api.given.signedIn(await api.given.domain(), 'domain-administrator'));
    expect(refusal(await other.post('/providers', wanted('Foreign', draft)))).toMatchObject({ code: 'draft-over' });
    const body = wanted('Once', draft);
    const both = await Promise.all([
      boss.post<ProviderDetail<'oidc'>>('/providers', body),
      boss.post('/providers', { ...body, name: 'Twice' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
    const made = both.find(({ status }) => status === 201)?.body as ProviderDetail<'oidc'>;
    expect(made.endpoints).toEqual(endpoints.oidc);
    expect(endpoints.saml.acsUrl).toBe(
      endpoints.oidc.redirectUri.replace('/oidc/', '/saml/').replace('callback', 'acs'),
    );
    for (const bad of [draft, '', 'v1.nonsense', `${draft}x`]) {
      expect(refusal(await boss.post('/providers', wanted('Again', bad)))).toMatchObject({
        status: 422,
        code: 'draft-over',
      });
    }
    await boss.delete(`/providers/${made.id}?confirm=${made.name}`, { version: made.version });
  });

  it('keeps a directory with what was left out, and answers everything but the password', async () => {
    const made = await boss.post<ProviderDetail>('/providers', { kind: 'ldap', name: 'Head office', config });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1/providers/${made.body.id}`);
    expect(made.body).toMatchObject({
      kind: 'ldap',
      name: 'Head office',
      enabled: true,
      version: 1,
      users: 0,
      lastSync: null,
      outOfReachUntil: null,
      secrets: { bindPassword: { setAt: expect.any(String) } },
      config: { url: URL, startTls: false, schedule: '0 0 * * *', pageSize: 500, timeoutMs: 5_000, groupRoles: [] },
      actions: ['update', 'disable', 'test', 'sync'],
      blocked: { delete: 'provider-enabled' },
    });
    expect(made.body.config).not.toHaveProperty('bindPassword');
    expect(Date.parse(made.body.nextSyncAt ?? '')).toBeGreaterThan(Date.now());
    const read = await boss.get<ProviderDetail>(`/providers/${made.body.id}`);
    expect(read.headers.get('etag')).toBe('"1"');
    expect(read.body).toEqual(made.body);
    const [event] = await eventsOn(made.body.id);
    expect(event).toMatchObject({ type: 'provider.created', subject: { name: 'Head office' } });
    expect(event?.changes).toContainEqual({ field: 'config.url', before: null, after: URL });
    expect(event?.changes).toContainEqual({ field: 'config.bindPassword', before: null, after: 'changed' });
  });

  it('SEC-03 shows the password nowhere: in no answer, event, log or dry run', async () => {
    const { id } = await create();
    const shown = [
      (await boss.post('/providers?dryRun=true', { kind: 'ldap', name: 'Dry', config })).text,
      (await boss.get(`/providers/${id}`)).text,
      (await boss.get('/providers')).text,
      (await boss.get('/audit-events?limit=200')).text,
      api.log.join('\n'),
      JSON.stringify(await api.database.sql('SELECT * FROM provider')),
      JSON.stringify(await api.database.sql('SELECT * FROM audit_event')),
    ];
    for (const text of shown) expect(text).not.toContain(SECRET);
    const [row] = await api.database.sql<{ secret: string }>('SELECT secret FROM provider WHERE id = $1', [id]);
    expect(row?.secret).toMatch(/^v1\./);
  });

  it('SEC-03 keeps the password where none is sent, and opens it only for the directory', async () => {
    const made = await create();
    const before = await secretOf(made.id);
    const kept = await boss.patch<ProviderDetail>(`/providers/${made.id}`, 1, { config: { ...unsaid, pageSize: 100 } });
    expect(kept.body).toMatchObject({ version: 2, config: { pageSize: 100 }, secrets: made.secrets });
    expect(await secretOf(made.id)).toBe(before);
    const enabled = await api.get(ProvidersService).enabledLdap(domain);
    expect(enabled.find(({ id }) => id === made.id)?.bindPassword?.reveal()).toBe(SECRET);
    const empty = await boss.patch<ProblemBody>(`/providers/${made.id}`, 2, {
      config: { ...config, bindPassword: '' },
    });
    expect(refusal(empty)).toMatchObject({ status: 400, pointers: ['/config/bindPassword'] });
    const anonymous = { ...unsaid, bindDn: null };
    const none = await boss.patch<ProviderDetail>(`/providers/${made.id}`, 2, { config: anonymous });
    expect(none.body.secrets).toEqual({ bindPassword: null });
  });

  it.each([
    ['address', { url: 'ldaps://evil.test:1636' }],
    ['port', { url: 'ldaps://directory.test:1637' }],
    ['TLS', { url: 'ldap://directory.test:1636' }],
    ['StartTLS', { url: 'ldap://directory.test:1636', startTls: true }],
    ['bind DN', { bindDn: 'cn=other,dc=example,dc=org' }],
    ['forgetting it', { bindPassword: null }],
  ])('LDP-07 asks for the password again with another %s', async (_, wishes) => {
    const { id } = await create();
    const change = { config: { ...unsaid, ...wishes } };
    const wanted = { status: 422, code: 'secret-required', pointers: ['/config/bindPassword'] };
    expect(refusal(await boss.patch<ProblemBody>(`/providers/${id}`, 1, change))).toEqual(wanted);
    const test = { kind: 'ldap', providerId: id, ...change };
    expect(refusal(await boss.post<ProblemBody>('/providers/test', test))).toEqual(wanted);
    expect((await boss.get<ProviderDetail>(`/providers/${id}`)).body.version).toBe(1);
  });

  it.each([
    ['/config/url', { url: 'ldap://user@host' }],
    ['/config/url', { url: 'http://directory.test' }],
    ['/config/url', { url: 'ldap://directory.test:99999' }],
    ['/config/url', { url: 'ldap://169.254.169.254' }],
    ['/config/url', { url: 'ldap://[::ffff:169.254.169.254]' }],
    ['/config/startTls', { startTls: true }],
    ['/config/caCertificate', { caCertificate: 'no certificate' }],
    ['/config/userFilter', { userFilter: '(&(uid={username})' }],
    ['/config/userFilter', { userFilter: '(uid=somebody)' }],
    [
      '/config/groupSearch/filter',
      { groupSearch: { baseDn: 'dc=x', filter: '(member:1.2.840.113556.1.4.1941:={dn})' } },
    ],
    ['/config/baseDn', { baseDn: ' ' }],
    ['/config/schedule', { schedule: 'at midnight' }],
    ['/config/schedule', { schedule: '* * * * *' }],
    ['/config/schedule', { schedule: '58,1 * * * *' }],
    ['/config/schedule', { schedule: '0 0 31 2 *' }],
    ['/config/pageSize', { pageSize: 0 }],
    ['/config/timeoutMs', { timeoutMs: 600_000 }],
    ['/config/unknown', { unknown: 1 }],
  ])('SSR-01 refuses at %s what is no configuration: %j', async (pointer, wishes) => {
    const body = { kind: 'ldap', name: aName('directory'), config: { ...config, ...wishes } };
    expect(refusal(await boss.post<ProblemBody>('/providers', body))).toMatchObject({
      status: 400,
      code: 'invalid-request',
      pointers: expect.arrayContaining([pointer]),
    });
  });

  it('lets no provider give a role that its author may not give', async () => {
    const { primary } = api.given;
    const asked = async (client: Client, roleId: string) => {
      const groupRoles = [{ group: 'cn=a', roleId }];
      const body = { kind: 'ldap', name: aName('directory'), config: { ...config, groupRoles } };
      return refusal(await client.post<ProblemBody>('/providers', body));
    };
    const wanted = { status: 422, pointers: ['/config/groupRoles/0/roleId'] };
    const system = api.as(await api.given.signedIn(primary, 'system-administrator'));
    const roleId = primary.roles['system-administrator'] ?? '';
    expect(await asked(system, roleId)).toMatchObject({ ...wanted, code: 'role-not-assignable' });
    expect(await asked(boss, primary.roles.operator ?? '')).toMatchObject({ ...wanted, code: 'role-not-assignable' });
    const above = await api.given.role(domain, [{ permission: 'domains:create', scope: 'all' }]);
    expect(await asked(boss, above)).toMatchObject({ ...wanted, code: 'role-above-own' });
    expect(await asked(boss, domain.roles.operator ?? '')).toMatchObject({ status: 201 });
  });

  it('OID-10 refuses a change by who may not give the roles that are named already', async () => {
    const made = await create({ defaultRoleId: domain.roles.operator });
    const roleId = await api.given.role(domain, [
      { permission: 'providers:update', scope: 'domain' },
      { permission: 'roles:assign', scope: 'domain' },
    ]);
    const editor = api.as(await api.given.session(await api.given.user(domain, { roleId })));
    const change = { config: { ...unsaid, defaultRoleId: domain.roles.operator, userFilter: '(cn={username})' } };
    const answer = await editor.patch<ProblemBody>(`/providers/${made.id}`, 1, change);
    expect(refusal(answer)).toEqual({ status: 422, code: 'role-above-own', pointers: ['/config/defaultRoleId'] });
  });

  it('warns of passwords in clear, and says so in a dry run that writes nothing', async () => {
    const body = { kind: 'ldap', name: 'In clear', config: { ...config, url: 'ldap://directory.test' } };
    const { status, body: dry } = await boss.post<DryRun>('/providers?dryRun=true', body);
    expect({ status, warnings: dry.warnings }).toEqual({ status: 200, warnings: ['passwords-in-clear'] });
    expect((await boss.get('/providers?limit=200')).text).not.toContain('In clear');
  });

  it('refuses taken names ignoring case, other kinds, and stale and missing versions', async () => {
    const made = await create({}, 'Branch');
    const again = { kind: 'ldap', name: 'bRANCH', config };
    expect(refusal(await boss.post<ProblemBody>('/providers', again))).toEqual({
      status: 409,
      code: 'provider-name-taken',
      pointers: ['/name'],
    });
    const saml = { kind: 'saml', name: 'Other', config };
    expect(refusal(await boss.post<ProblemBody>('/providers', saml))).toMatchObject({ code: 'invalid-request' });
    const path = `/providers/${made.id}`;
    const unversioned = await boss.call<ProblemBody>('PATCH', path, { body: { name: 'New' } });
    expect(refusal(unversioned)).toMatchObject({ status: 428 });
    expect(refusal(await boss.patch<ProblemBody>(path, 7, { name: 'New' }))).toMatchObject({ status: 412 });
    const same = await boss.patch<ProviderDetail>(path, 1, { name: 'Branch', config: unsaid });
    expect(same.body.version).toBe(1);
  });

  it('carries out the same request once', async () => {
    const body = { kind: 'ldap', name: aName('once'), config };
    const headers = { 'idempotency-key': aName('key') };
    const [first, second] = [
      await boss.post<ProviderDetail>('/providers', body, { headers }),
      await boss.post<ProviderDetail>('/providers', body, { headers }),
    ];
    expect(second.body.id).toBe(first.body.id);
  });

  it('is switched off and on, with its schedule, and remembered no longer than it is so', async () => {
    const { id } = await create();
    const known = async () => (await api.get(ProvidersService).enabledLdap(domain)).some((one) => one.id === id);
    expect(await known()).toBe(true);
    const off = await boss.post<ProviderDetail>(`/providers/${id}/disable`);
    expect(off.body).toMatchObject({ enabled: false, nextSyncAt: null, version: 2 });
    expect(await known()).toBe(false);
    expect((await boss.post<ProviderDetail>(`/providers/${id}/disable`)).body.version).toBe(2);
    const on = await boss.post<ProviderDetail>(`/providers/${id}/enable`);
    expect(on.body).toMatchObject({ enabled: true, nextSyncAt: expect.any(String), version: 3 });
    expect(await known()).toBe(true);
    const types = (await eventsOn(id)).map(({ type }) => type);
    expect(types).toEqual(['provider.enabled', 'provider.disabled', 'provider.created']);
  });

  it('is deleted once disabled and named, after a look at whom that shuts out', async () => {
    const { id, name } = await create();
    const user = await api.given.user(domain, { loginMethod: 'ldap' });
    await api.database.sql(
      'INSERT INTO outside_identity (domain_id, provider_id, subject, user_id) VALUES ($1, $2, $3, $4)',
      [domain.id, id, 'x', user.id],
    );
    const path = `/providers/${id}`;
    expect(refusal(await boss.delete<ProblemBody>(path, { version: 1 }))).toMatchObject({ code: 'provider-enabled' });
    const dryOff = await boss.post<DryRun>(`${path}/disable?dryRun=true`);
    expect(dryOff.body.warnings).toEqual(['provider-users-shut-out']);
    await boss.post(`${path}/disable`);
    const unnamed = await boss.delete<ProblemBody>(`${path}?confirm=other`, { version: 2 });
    expect(refusal(unnamed)).toMatchObject({ status: 422, code: 'confirmation-mismatch' });
    const dry = await boss.delete<DryRun>(`${path}?dryRun=true`, { version: 2 });
    expect(dry.body.changes).toContainEqual({ field: 'users', before: 1, after: 0 });
    expect(dry.body.warnings).toContain('provider-users-shut-out');
    const gone = await boss.delete(`${path}?confirm=${encodeURIComponent(name.toUpperCase())}`, { version: 2 });
    expect(gone.status).toBe(204);
    expect((await boss.get(path)).status).toBe(404);
  });

  it("LDP-10 answers another Domain's provider as one that never was, whatever is done to it", async () => {
    const { id } = await create();
    const other = await api.given.domain();
    const stranger = api.as(await api.given.signedIn(other, 'domain-administrator'));
    const path = `/providers/${id}`;
    const answers = [
      await stranger.get<ProblemBody>(path),
      await stranger.patch<ProblemBody>(path, 1, { name: 'Mine' }),
      await stranger.delete<ProblemBody>(path, { version: 1 }),
      await stranger.post<ProblemBody>(`${path}/test`),
      await stranger.post<ProblemBody>('/providers/test', { kind: 'ldap', providerId: id, config: unsaid }),
      await stranger.post<ProblemBody>(`${path}/enable`),
    ];
    for (const { status, body } of answers)
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'provider-not-found' });
    expect(await api.get(ProvidersService).enabledLdap(other)).toEqual([]);
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    expect((await reader.get(path)).text).not.toContain(SECRET);
    expect((await reader.post<ProblemBody>(`${path}/test`)).status).toBe(403);
  });

  it('is listed by name, page by page, and there are no more than twenty', async () => {
    const crowded = await api.given.domain();
    const chief = api.as(await api.given.signedIn(crowded, 'domain-administrator'));
    const names = Array.from({ length: 20 }, (_, index) => `Directory ${String(index).padStart(2, '0')}`);
    for (const name of names) expect((await chief.post('/providers', { kind: 'ldap', name, config })).status).toBe(201);
    const twentyFirst = await chief.post<ProblemBody>('/providers', { kind: 'ldap', name: 'More', config });
    expect(refusal(twentyFirst)).toMatchObject({ status: 422, code: 'too-many-providers' });
    const first = await chief.get<Page<Provider>>('/providers?limit=15&kind=ldap');
    const rest = await chief.get<Page<Provider>>(`/providers?limit=15&kind=ldap&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...rest.body.items].map(({ name }) => name)).toEqual(names);
    expect(rest.body).toMatchObject({ nextCursor: null, total: { value: 20, relation: 'exact' } });
    expect((await chief.get<Page<Provider>>('/providers?kind=saml')).body.items).toEqual([]);
    expect((await chief.get('/providers?cursor=x')).status).toBe(400);
  });

  it('says in the list how many users come from each, and how its newest run ended', async () => {
    const [used, unused] = [await create(), await create()];
    const user = await api.given.user(domain, { loginMethod: 'ldap' });
    await api.database.sql(
      'INSERT INTO outside_identity (domain_id, provider_id, subject, user_id) VALUES ($1, $2, $3, $4)',
      [domain.id, used.id, 'y', user.id],
    );
    for (const [state, at] of [
      ['succeeded', '2026-11-20T00:00:00Z'],
      ['stopped', '2026-11-21T00:00:00Z'],
    ]) {
      await api.database.sql(
        `INSERT INTO sync_run (id, domain_id, provider_id, mode, state, cause, started_at, ended_at, counts)
         VALUES (gen_random_uuid(), $1, $2, 'apply', $3, 'schedule', $4, $4, '{"create": 3}')`,
        [domain.id, used.id, state, at],
      );
    }
    const { items } = (await boss.get<Page<ProviderListItem>>('/providers?limit=200')).body;
    const listed = (id: string) => items.find((item) => item.id === id);
    expect(listed(used.id)).toMatchObject({ users: 1, lastSync: { state: 'stopped', counts: { create: 3, skip: 0 } } });
    expect(listed(unused.id)).toMatchObject({ users: 0, lastSync: null });
  });

  async function secretOf(id: string): Promise<string | undefined> {
    const [row] = await api.database.sql<{ secret: string }>('SELECT secret FROM provider WHERE id = $1', [id]);
    return row?.secret;
  }
});
