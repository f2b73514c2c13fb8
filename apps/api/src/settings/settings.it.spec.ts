import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent, Page, PasswordPolicyReport, Settings, SettingsPreview } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import type { GivenDomain } from '../../testing/given.js';
import { newId } from '../platform/ids.js';

let api: TestApi;
let system: Client;
let domain: GivenDomain;
let boss: Client;

const of = (where: GivenDomain, rest = 'settings') => `/domains/${where.id}/${rest}`;
const patch = (client: Client, path: string, body: unknown, headers: Record<string, string> = {}) =>
  client.call<Settings & { code: string; detail: string; errors: { pointer: string; code: string; detail: string }[] }>(
    'PATCH',
    path,
    { body, headers },
  );

beforeAll(async () => {
  api = await startApi({ settings: { lockout: { windowMinutes: 20 } } });
  system = api.as(await api.given.session(api.given.sysAdmin));
});
afterAll(() => api.close());

beforeEach(async () => {
  await patch(system, '/settings', {
    passwords: { mode: null },
    lockout: { maxFailures: null, lockMinutes: null },
    sessions: { allowConcurrentLogin: null, maxConcurrent: null, idleMinutes: null, absoluteMinutes: null },
    twoFactor: { required: null },
    forgotPassword: null,
    naming: null,
  });
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});

describe('the settings of the system', () => {
  it('are told with where they come from, and what the configuration locks', async () => {
    const { status, body, headers } = await boss.get<Settings>('/settings');
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    expect(body.passwords.minLength).toEqual({ value: 12, origin: 'default', locked: false });
    expect(body.lockout.windowMinutes).toEqual({ value: 20, origin: 'configuration', locked: true });
  });

  it('are changed by a System Administrator, told in the audit log, and given back by null', async () => {
    const changed = await patch(system, '/settings', { lockout: { maxFailures: 3 }, forgotPassword: true });
    expect(changed.status).toBe(200);
    expect(changed.body.lockout.maxFailures).toEqual({ value: 3, origin: 'global', locked: false });
    expect(changed.body.forgotPassword.value).toBe(true);
    const [event] = (await system.get<Page<AuditEvent>>('/audit-events?type=settings.updated')).body.items;
    expect(event).toMatchObject({
      subject: { kind: 'settings', name: 'system' },
      changes: [
        { field: 'lockout.maxFailures', before: 5, after: 3 },
        { field: 'forgotPassword', before: false, after: true },
      ],
    });
    const back = await patch(system, '/settings', { lockout: { maxFailures: null }, forgotPassword: null });
    expect(back.body.lockout.maxFailures).toEqual({ value: 5, origin: 'default', locked: false });
    expect(back.body.version).toBe(changed.body.version + 1);
  });

  it('stay as they are with nothing to change', async () => {
    const { version } = (await system.get<Settings>('/settings')).body;
    expect((await patch(system, '/settings', {})).body.version).toBe(version);
    expect((await patch(system, '/settings', { passwords: { minLength: 12 } })).body.version).toBe(version);
  });

  it.each([
    ['/lockout/maxFailures', { lockout: { maxFailures: 0 } }],
    ['/lockout/maxFailures', { lockout: { maxFailures: -1 } }],
    ['/lockout/maxFailures', { lockout: { maxFailures: 2_147_483_648 } }],
    ['/lockout/maxFailures', { lockout: { maxFailures: 1_000_000_000 } }],
    ['/lockout/lockMinutes', { lockout: { lockMinutes: -5 } }],
    ['/lockout/lockMinutes', { lockout: { lockMinutes: 1_000_000_000_000 } }],
    ['/lockout/lockMinutes', { lockout: { lockMinutes: 'many' } }],
    ['/lockout/lockMinutes', { lockout: { lockMinutes: 1.5 } }],
    ['/passwords/minLength', { passwords: { minLength: 7 } }],
    ['/passwords/mode', { passwords: { mode: 'strict' } }],
    ['/sessions/idleMinutes', { sessions: { idleMinutes: 600, absoluteMinutes: 60 } }],
    ['/sessions/maxConcurrent', { sessions: { maxConcurrent: 3 } }],
    ['/unheard', { unheard: 1 }],
    ['/passwords/unheard', { passwords: { unheard: 1 } }],
  ])('LCK-07 refuse what is absurd: %s of %j', async (pointer, body) => {
    const answer = await patch(system, '/settings', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ pointer }] } });
  });

  it('LCK-07 lock until unlocked with 0 minutes, and nothing else means for ever', async () => {
    const answer = await patch(system, '/settings', { lockout: { lockMinutes: 0 } });
    expect(answer).toMatchObject({ status: 200, body: { lockout: { lockMinutes: { value: 0 } } } });
  });

  it('are refused (422) where the configuration sets them', async () => {
    const answer = await patch(system, '/settings', { lockout: { windowMinutes: 30 } });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'setting-locked', errors: [{ pointer: '/lockout/windowMinutes' }] },
    });
  });

  it('are compared with the version, when one is sent', async () => {
    const { version } = (await system.get<Settings>('/settings')).body;
    const stale = await patch(system, '/settings', { forgotPassword: true }, { 'if-match': `"${version + 7}"` });
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale-version', current: version } });
    const good = await patch(system, '/settings', { forgotPassword: true }, { 'if-match': `"${version}"` });
    expect(good).toMatchObject({ status: 200, body: { version: version + 1 } });
    expect((await patch(system, '/settings', {}, { 'if-match': 'x' })).status).toBe(400);
  });

  it.each(['domain-administrator', 'operator', 'read-only'] as const)(
    'are read, not changed, by a %s',
    async (role) => {
      const client = api.as(await api.given.signedIn(domain, role));
      expect((await client.get('/settings')).status).toBe(200);
      expect((await patch(client, '/settings', { forgotPassword: true })).status).toBe(403);
      expect((await client.post('/settings/preview', {})).status).toBe(403);
    },
  );

  it('are for nobody who is not signed in', async () => {
    expect((await api.anybody.get('/settings')).status).toBe(401);
    expect((await patch(api.anybody, '/settings', {})).status).toBe(401);
  });

  it('are tried as a dry run: told, not changed', async () => {
    const answer = await patch(system, '/settings?dryRun=true', { twoFactor: { required: true } });
    expect(answer.body).toMatchObject({
      dryRun: true,
      changes: [{ field: 'twoFactor.required', before: false, after: true }],
      endsSessions: 0,
    });
    const { warnings } = answer.body as unknown as { warnings: string[] };
    expect(warnings).toContain('ends-no-session');
    expect(warnings.join()).toMatch(/to-enrol: \d+/);
    expect((await system.get<Settings>('/settings')).body.twoFactor.required.value).toBe(false);
  });
});

describe('the settings of a Domain', () => {
  it('are those of the system until it chooses, with the floor', async () => {
    const { body, headers } = await boss.get<Settings>(of(domain));
    expect(body.passwords.minLength).toEqual({ value: 12, origin: 'default', locked: false, floor: 12 });
    expect(body.lockout.addressSlowAfter).toMatchObject({ locked: true, origin: 'default' });
    expect(headers.get('etag')).toBe('"1"');
  });

  it('are made stricter by its administrator, and told in its audit log', async () => {
    const changed = await patch(boss, of(domain), { passwords: { minLength: 16 }, sessions: { idleMinutes: 30 } });
    expect(changed.status).toBe(200);
    expect(changed.body.passwords).toMatchObject({
      mode: { value: 'custom', origin: 'domain' },
      minLength: { value: 16, origin: 'domain', floor: 12 },
      requireUpper: { value: true },
    });
    const [event] = (await boss.get<Page<AuditEvent>>('/audit-events?type=settings.updated')).body.items;
    expect(event?.changes).toEqual(
      expect.arrayContaining([
        { field: 'passwords.mode', before: 'classic', after: 'custom' },
        { field: 'passwords.minLength', before: 12, after: 16 },
        { field: 'sessions.idleMinutes', before: 1_440, after: 30 },
      ]),
    );
    expect((await boss.get('/me')).status).toBe(200);
  });

  it('changed by a System Administrator are told in both', async () => {
    await patch(system, of(domain), { lockout: { maxFailures: 4 } });
    const there = await boss.get<Page<AuditEvent>>('/audit-events?type=settings.updated');
    expect(there.body.items[0]).toMatchObject({ actor: { username: 'sys-admin' }, subject: { id: domain.id } });
    const home = await system.get<Page<AuditEvent>>('/audit-events?type=settings.updated');
    expect(home.body.items[0]).toMatchObject({ subject: { id: domain.id } });
  });

  it('LCK-07 are refused below the floor (422) with the floor, also for its own administrator', async () => {
    const answer = await patch(boss, of(domain), { lockout: { maxFailures: 50, lockMinutes: 1 } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'setting-below-floor' } });
    expect(answer.body.errors).toEqual([
      { pointer: '/lockout/maxFailures', code: 'setting-below-floor', detail: 'the system allows at most 5' },
      { pointer: '/lockout/lockMinutes', code: 'setting-below-floor', detail: 'the system asks for at least 30, or 0' },
    ]);
  });

  it('follow a floor that is raised at once', async () => {
    await patch(boss, of(domain), { lockout: { maxFailures: 4 } });
    await patch(system, '/settings', { lockout: { maxFailures: 2 } });
    expect((await boss.get<Settings>(of(domain))).body.lockout.maxFailures).toEqual({
      value: 2,
      origin: 'global',
      locked: false,
      floor: 2,
    });
  });

  it('that count for the whole system are refused', async () => {
    const answer = await patch(boss, of(domain), { lockout: { addressSlowAfter: 5 } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'setting-locked' } });
    expect(answer.body.detail).toContain('whole system');
  });

  it('are compared with the version, when one is sent', async () => {
    const first = await patch(boss, of(domain), { forgotPassword: true }, { 'if-match': '"1"' });
    expect(first).toMatchObject({ status: 200, body: { version: 2 } });
    const stale = await patch(boss, of(domain), { forgotPassword: false }, { 'if-match': '"1"' });
    expect(stale).toMatchObject({ status: 412, body: { current: 2 } });
  });

  it('of another Domain are nothing that is there', async () => {
    const other = await api.given.domain();
    const calls = [
      () => boss.get(of(other)),
      () => patch(boss, of(other), { forgotPassword: true }),
      () => boss.post(`${of(other)}/preview`, {}),
      () => boss.get(of(other, 'password-policy')),
      () => boss.call('PUT', of(other, 'password-policy'), { body: {} }),
      () => system.get(`/domains/${newId()}/settings`),
    ];
    for (const call of calls) expect(await call()).toMatchObject({ status: 404, body: { code: 'domain-not-found' } });
    expect((await system.get(of(other))).status).toBe(200);
  });

  it.each([
    ['GET', 'settings'],
    ['PATCH', 'settings'],
    ['POST', 'settings/preview'],
    ['GET', 'password-policy'],
    ['PUT', 'password-policy'],
  ])('%s %s: 401 for nobody, 403 for who may not, 400 for what is no id', async (method, rest) => {
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    const call = (client: Client, path: string) => client.call(method, path, method === 'GET' ? {} : { body: {} });
    expect((await call(api.anybody, of(domain, rest))).status).toBe(401);
    expect((await call(reader, of(domain, rest))).status).toBe(method === 'GET' ? 200 : 403);
    expect((await call(boss, `/domains/17/${rest}`)).status).toBe(400);
  });

  it('go with the Domain', async () => {
    await patch(boss, of(domain), { forgotPassword: true });
    await system.post(`/domains/${domain.id}/disable`);
    const gone = await system.call('DELETE', `/domains/${domain.id}?confirm=${domain.name}`, { version: 2 });
    expect(gone.status).toBe(204);
    expect((await system.get(of(domain))).status).toBe(404);
  });
});

describe('the password policy of a Domain', () => {
  const put = (body: unknown) => boss.call<PasswordPolicyReport>('PUT', of(domain, 'password-policy'), { body });

  it.each([
    {
      mode: 'classic',
      left: [
        'length NIST SP 800-63B-4 §3.1.1.2',
        'composition NIST SP 800-63B-4 §3.1.1.2',
        'composition ASVS 5.0 6.2.5',
        'expiry NIST SP 800-63B-4 §3.1.1.2',
        'expiry ASVS 5.0 6.2.10',
        'temporary-passwords ASVS 5.0 6.4.6',
      ],
    },
    { mode: 'nist', left: [] },
  ])('in the mode $mode is told with its floor and what it leaves of the standards', async ({ mode, left }) => {
    const made = await put({ mode });
    const { body } = await boss.get<PasswordPolicyReport>(of(domain, 'password-policy'));
    expect(body).toEqual(made.body);
    expect(body).toMatchObject({ mode, effective: { mode }, floor: { minLength: 12, blocklist: true } });
    expect(body.deviations.map(({ about, clause }) => `${about} ${clause}`)).toEqual(left);
  });

  it('is replaced as a whole', async () => {
    expect((await put({ minLength: 20, maxAgeDays: 30 })).body).toMatchObject({
      mode: 'custom',
      effective: { minLength: 20, maxAgeDays: 30 },
    });
    expect((await put({ minLength: 14 })).body.effective).toMatchObject({ minLength: 14, maxAgeDays: 90 });
    expect((await put({ mode: 'nist' })).body).toMatchObject({
      mode: 'nist',
      effective: { minLength: 15, requireUpper: false, maxAgeDays: 0 },
      floor: { minLength: 12, requireUpper: false, blocklist: true },
    });
    expect((await put({})).body).toMatchObject({ mode: 'classic' });
  });

  it('is refused when it is wrong, looser or stale', async () => {
    expect((await put({ minLength: 1 })).status).toBe(400);
    expect((await put({ history: 1 })).status).toBe(422);
    const stale = await boss.call('PUT', of(domain, 'password-policy'), { body: { minLength: 14 }, version: 9 });
    expect(stale.status).toBe(412);
  });
});

describe('a preview', () => {
  it('counts whom a change would concern, and changes nothing', async () => {
    for (const days of [1, 40, 80]) {
      const { id } = await api.given.user(domain);
      await api.database.sql(
        `UPDATE app_user SET password_hash = 'v1.x', password_changed_at = now() - $2 * interval '1 day' WHERE id = $1`,
        [id, days],
      );
    }
    const preview = async (body: unknown) =>
      (await boss.post<SettingsPreview>(of(domain, 'settings/preview'), body)).body;
    expect(await preview({ passwords: { maxAgeDays: 30 } })).toMatchObject({ passwordsExpiring: 2, toEnrol: 0 });
    expect(await preview({ passwords: { mode: 'nist' } })).toMatchObject({ passwordsExpiring: 0, passwordsToCheck: 3 });
    expect(await preview({ twoFactor: { required: true } })).toMatchObject({ toEnrol: 4 });
    expect(await preview({})).toEqual({ passwordsExpiring: 0, passwordsToCheck: 0, toEnrol: 0, sessionsOver: 0 });
    expect((await boss.get<Settings>(of(domain))).body.version).toBe(1);
    expect((await boss.post(of(domain, 'settings/preview'), { passwords: { minLength: 1 } })).status).toBe(400);
    expect((await boss.post(of(domain, 'settings/preview'), { passwords: { history: 1 } })).status).toBe(422);
  });

  it('of the system counts every Domain that it concerns', async () => {
    const own = await api.given.domain();
    const { id } = await api.given.user(own);
    await api.database.sql(
      `UPDATE app_user SET password_hash = 'v1.x', password_changed_at = now() - interval '60 days' WHERE id = $1`,
      [id],
    );
    const preview = async (body: unknown) => (await system.post<SettingsPreview>('/settings/preview', body)).body;
    const before = (await preview({ passwords: { maxAgeDays: 45 } })).passwordsExpiring;
    await patch(system, of(own), { passwords: { maxAgeDays: 50 } });
    expect((await preview({ passwords: { maxAgeDays: 45 } })).passwordsExpiring).toBe(before - 1);
    expect((await system.post('/settings/preview', { passwords: { minLength: 1 } })).status).toBe(400);
  });

  it('counts sessions that are too many or too old', async () => {
    await patch(system, '/settings', { sessions: { allowConcurrentLogin: true } });
    const user = await api.given.user(domain);
    for (let n = 0; n < 3; n += 1) await api.given.session(user);
    const { body } = await boss.post<SettingsPreview>(of(domain, 'settings/preview'), {
      sessions: { allowConcurrentLogin: false },
    });
    expect(body.sessionsOver).toBe(2);
  });
});
