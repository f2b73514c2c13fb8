import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job, Me, Page, Session, Settings, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import type { GivenDomain, GivenUser } from '../../testing/given.js';
import { serverUrl } from '../../testing/prepared-database.js';
import { Config } from '../platform/config/config.js';
import { AccessBus } from '../platform/database/access-bus.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { SettingsRepository } from './settings.repository.js';
import { SettingsService } from './settings.service.js';

const onServer = serverUrl() === null ? it.skip : it;
const DAY = 24 * 60 * 60 * 1000;

let api: TestApi;
let system: Client;
let domain: GivenDomain;

const path = (where: GivenDomain) => `/domains/${where.id}/settings`;
const set = async (body: unknown, where: GivenDomain | null = domain) => {
  const answer = await system.call<Settings>('PATCH', where === null ? '/settings' : path(where), { body });
  expect(answer.status).toBe(200);
  return answer.body;
};
const status = async (client: Client) => (await client.get('/me')).status;
const sessionsOf = async (user: GivenUser) =>
  api.database.sql<{ id: string; ended_because: string | null }>(
    'SELECT id, ended_because FROM session WHERE user_id = $1 ORDER BY started_at, id',
    [user.id],
  );

beforeAll(async () => {
  api = await startApi();
  system = api.as(await api.given.session(api.given.sysAdmin));
});
afterAll(() => api.close());

beforeEach(async () => {
  await set({ sessions: { allowConcurrentLogin: true, maxConcurrent: 3 }, passwords: { mode: null } }, null);
  domain = await api.given.domain();
});

describe('a changed limit of sessions', () => {
  it('SES-10 lowered to one, acts at the next sign-in: more go on until then, never more than the cap after', async () => {
    const user = await api.given.user(domain);
    const clients = [];
    for (let n = 0; n < 3; n += 1) clients.push(api.as(await api.given.session(user)));
    await set({ sessions: { maxConcurrent: 1 } });
    expect(await Promise.all(clients.map(status))).toEqual([200, 200, 200]);
    const last = api.as(await api.given.session(user));
    expect(await Promise.all([...clients, last].map(status))).toEqual([401, 401, 401, 200]);
    const because = (await sessionsOf(user)).map((row) => row.ended_because);
    expect(because).toEqual(['newer-sign-in', 'newer-sign-in', 'newer-sign-in', null]);
  });

  it('SES-10 with more logins switched off and on again, never lets in more than the cap', async () => {
    const user = await api.given.user(domain);
    const live = async () => (await sessionsOf(user)).filter((row) => row.ended_because === null).length;
    for (let n = 0; n < 4; n += 1) await api.given.session(user);
    expect(await live()).toBe(3);
    await set({ sessions: { allowConcurrentLogin: false, maxConcurrent: null } });
    await api.given.session(user);
    expect(await live()).toBe(1);
    await set({ sessions: { allowConcurrentLogin: null } });
    for (let n = 0; n < 4; n += 1) await api.given.session(user);
    expect(await live()).toBe(3);
  });

  it.each([
    { limit: 'idleMinutes', column: 'last_seen_at', minutes: 40, lowered: 30 },
    { limit: 'absoluteMinutes', column: 'started_at', minutes: 120, lowered: 60 },
  ])(
    'SES-06 $limit lowered ends live sessions that are beyond it at once',
    async ({ limit, column, minutes, lowered }) => {
      const user = await api.given.user(domain);
      const { id, ...session } = await api.given.session(user);
      await api.database.sql(`UPDATE session SET ${column} = now() - $2 * interval '1 minute' WHERE id = $1`, [
        id,
        minutes,
      ]);
      const client = api.as(session);
      await set({ sessions: { idleMinutes: 30, [limit]: lowered } });
      expect(await status(client)).toBe(401);
      const { body } = await system.get<Page<Session>>(`/users/${user.id}/sessions`, {
        headers: { 'x-domain': domain.name },
      });
      expect(body.items[0]?.endedBecause).toBe(limit === 'idleMinutes' ? 'idle' : 'expired');
    },
  );

  it('SES-06 tells the sooner end to who is signed in', async () => {
    const client = api.as(await api.given.signedIn(domain, 'read-only'));
    await set({ sessions: { absoluteMinutes: 100, idleMinutes: 50 } });
    const { session } = (await client.get<Me>('/me')).body;
    expect(new Date(session.endsAt).getTime() - new Date(session.startedAt).getTime()).toBe(100 * 60_000);
  });
});

describe('a changed password mode', () => {
  async function userWithPassword(days: number): Promise<GivenUser> {
    const user = await api.given.user(domain);
    await api.database.sql(
      `UPDATE app_user SET password_hash = 'v1.x', password_changed_at = now() - $2 * interval '24 hours',
         password_expires_at = now() + (90 - $2) * interval '24 hours' WHERE id = $1`,
      [user.id, days],
    );
    return user;
  }
  async function expiryOf(user: GivenUser): Promise<number | null> {
    const [row] = await api.database.sql<{ days: number | null }>(
      `SELECT round(extract(epoch FROM password_expires_at - now()) / 86400)::int AS days FROM app_user WHERE id = $1`,
      [user.id],
    );
    return row?.days ?? null;
  }
  async function settled(): Promise<void> {
    for (;;) {
      const rows = await api.database.sql(
        `SELECT FROM job WHERE kind = 'password-expiry' AND state IN ('queued', 'running')`,
      );
      if (rows.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('rewrites the times in the background, as a job of the Domain', async () => {
    const user = await userWithPassword(5);
    await set({ passwords: { maxAgeDays: 15 } });
    await settled();
    const { body } = await system.get<Page<Job>>('/jobs', { headers: { 'x-domain': domain.name } });
    expect(body.items).toMatchObject([{ kind: 'password-expiry', state: 'succeeded', result: { domains: 1 } }]);
    const shown = await system.get<User>(`/users/${user.id}`, { headers: { 'x-domain': domain.name } });
    const expires = new Date(shown.body.passwordExpiresAt ?? 0).getTime();
    expect(Math.round((expires - Date.now()) / DAY)).toBe(10);
  });

  it('throws out nobody who is signed in, and the audit log shows both policies', async () => {
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const client = api.as(await api.given.signedIn(domain, 'read-only'));
    const traffic: Promise<number>[] = [];
    for (const mode of ['nist', 'classic', 'custom', null]) {
      traffic.push(...Array.from({ length: 5 }, () => status(client)));
      const { status: answer } = await boss.call('PATCH', path(domain), { body: { passwords: { mode } } });
      expect(answer).toBe(200);
    }
    expect(new Set([...(await Promise.all(traffic)), await status(client), await status(boss)])).toEqual(
      new Set([200]),
    );
    const events = await api.database.sql<{ changes: object[] }>(
      `SELECT changes FROM audit_event WHERE type = 'settings.updated' AND domain_id = $1 ORDER BY sequence`,
      [domain.id],
    );
    expect(events[0]?.changes).toEqual(
      expect.arrayContaining([
        { field: 'passwords.mode', before: 'classic', after: 'nist' },
        { field: 'passwords.minLength', before: 12, after: 15 },
        { field: 'passwords.requireUpper', before: true, after: false },
        { field: 'passwords.maxAgeDays', before: 90, after: 0 },
      ]),
    );
    expect((await client.get<Me>('/me')).body.home.passwordPolicy.mode).toBe('classic');
  });

  it('to nist clears pending expiry; back to classic the days begin at the switch', async () => {
    const [old, young] = [await userWithPassword(80), await userWithPassword(1)];
    await set({ passwords: { mode: 'nist' } });
    await settled();
    expect([await expiryOf(old), await expiryOf(young)]).toEqual([null, null]);
    await set({ passwords: { mode: null } });
    await settled();
    expect([await expiryOf(old), await expiryOf(young)]).toEqual([90, 90]);
    const { passwordAgesFrom } = await api.get(SettingsService).in(domain.id);
    expect(Date.now() - (passwordAgesFrom?.getTime() ?? 0)).toBeLessThan(60_000);
  });

  it('of the system acts in the Domains that follow it, and not in others', async () => {
    const follower = await userWithPassword(10);
    const followed = domain;
    domain = await api.given.domain();
    const other = await userWithPassword(10);
    await set({ passwords: { maxAgeDays: 30 } });
    await set({ passwords: { mode: 'nist' } }, null);
    await settled();
    expect([await expiryOf(follower), await expiryOf(other)]).toEqual([null, 20]);
    await set({ passwords: { mode: null } }, null);
    await settled();
    expect([await expiryOf(follower), await expiryOf(other)]).toEqual([90, 20]);
    expect((await api.get(SettingsService).in(followed.id)).passwordAgesFrom).not.toBeNull();
    expect((await api.get(SettingsService).in(domain.id)).passwordAgesFrom).toBeNull();
  });

  it('leaves temporary passwords and other login methods alone', async () => {
    const [temporary, ldap] = [await userWithPassword(0), await userWithPassword(0)];
    await api.database.sql(
      `UPDATE app_user SET must_change_password = true, password_expires_at = now() + interval '24 hours' WHERE id = $1`,
      [temporary.id],
    );
    await api.database.sql(`UPDATE app_user SET login_method = 'ldap' WHERE id = $1`, [ldap.id]);
    await set({ passwords: { maxAgeDays: 20 } });
    await settled();
    expect([await expiryOf(temporary), await expiryOf(ldap)]).toEqual([1, 90]);
  });

  it('tried as a dry run starts nothing', async () => {
    await system.call('PATCH', `${path(domain)}?dryRun=true`, { body: { passwords: { mode: 'nist' } } });
    expect(await api.database.sql('SELECT FROM job WHERE domain_id = $1', [domain.id])).toHaveLength(0);
  });
});

describe('the strict form of names', () => {
  it('is asked where names are made or changed, and not of names that stay', async () => {
    const headers = { 'x-domain': domain.name };
    const user = await api.given.user(domain, { firstName: "O'Neill", lastName: 'Doe' });
    const { body: me } = await system.get<User>(`/users/${user.id}`, { headers });
    await set({ naming: 'strict' });
    const person = { username: 'grace', firstName: 'Grace B', lastName: 'Hopper', roleId: me.role.id };
    const made = await system.post('/users', person, { headers });
    expect(made).toMatchObject({ status: 400, body: { errors: [{ pointer: '/firstName', code: 'person-name' }] } });
    expect((await system.post('/users', { ...person, firstName: 'Grace' }, { headers })).status).toBe(201);

    const at = `/users/${user.id}`;
    expect((await system.patch(at, 1, { lastName: 'Ō' }, { headers })).status).toBe(400);
    expect((await system.patch(at, 1, { firstName: "O'Neill", lastName: 'Roe' }, { headers })).status).toBe(200);
    const own = api.as(await api.given.session(user));
    expect((await own.call('PATCH', '/me', { body: { firstName: 'a b' } })).status).toBe(400);
  });

  it('of the system is asked of the first administrator of a new Domain', async () => {
    await set({ naming: 'strict' }, null);
    const administrator = { username: 'boss', firstName: 'Bo Bo', lastName: 'Ss' };
    const answer = await system.post('/domains', { name: 'strictly', displayName: 'S', administrator });
    await set({ naming: null }, null);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/administrator/firstName' }] } });
  });
});

describe('what is kept in memory', () => {
  const instance = (bus: AccessBus) =>
    new SettingsService(api.get(Config), bus, api.get(SystemUnitOfWork), new SettingsRepository());
  const behind = (maxFailures: number) =>
    api.database.sql(
      `INSERT INTO domain_settings (domain_id, chosen) VALUES ($1, $2)
       ON CONFLICT (domain_id) DO UPDATE SET chosen = EXCLUDED.chosen`,
      [domain.id, JSON.stringify({ 'lockout.maxFailures': maxFailures })],
    );
  const failures = async (service: SettingsService) => (await service.in(domain.id)).lockout.maxFailures;

  it('is what was read until a change is heard', async () => {
    const service = instance(api.get(AccessBus));
    expect(await failures(service)).toBe(5);
    await behind(2);
    expect(await failures(service)).toBe(5);
    await set({ forgotPassword: true });
    expect(await failures(service)).toBe(2);
    await set({ lockout: { maxFailures: 3 } }, null);
    expect(await failures(service)).toBe(2);
    await behind(1);
    await set({ lockout: { maxFailures: null } }, null);
    expect(await failures(service)).toBe(1);
  });

  it('is nothing while changes can not be heard', async () => {
    const service = instance({ isHeard: false, subscribe: () => undefined } as unknown as AccessBus);
    expect(await failures(service)).toBe(5);
    await behind(2);
    expect(await failures(service)).toBe(2);
  });

  it('is the system’s for a Domain that is unknown, and for none', async () => {
    const service = api.get(SettingsService);
    expect((await service.in(null)).passwords.minLength).toBe(12);
    expect((await service.in('0190a000-0000-7000-8000-000000000000')).passwords.minLength).toBe(12);
  });

  onServer('changes on another instance too', async () => {
    const bus = new AccessBus(api.config);
    const other = instance(bus);
    await bus.onModuleInit();
    try {
      expect([bus.isHeard, await failures(other)]).toEqual([true, 5]);
      await set({ lockout: { maxFailures: 4 } });
      for (let tries = 0; tries < 100 && (await failures(other)) !== 4; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await failures(other)).toBe(4);
    } finally {
      await bus.onApplicationShutdown();
    }
  });
});
