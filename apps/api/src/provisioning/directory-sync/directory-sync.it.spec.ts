import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  LDAP_PRESETS,
  type AuditEvent,
  type Job,
  type LdapConfig,
  type Page,
  type SyncChange,
  type SyncChangeKind,
  type SyncRun,
  type SyncStarted,
  type User,
} from 'wardkeep/contracts';
import type { StartSyncDto } from 'wardkeep/contracts/dto';
import { startApi, type TestApi } from '../../../testing/api.js';
import { Client } from '../../../testing/client.js';
import { givenDirectory } from '../../../testing/given-directory.js';
import { aName, type GivenDomain } from '../../../testing/given.js';
import { serverUrl } from '../../../testing/prepared-database.js';
import { BASE_DN, group, PEOPLE_DN, person, type LdapEntry } from '../../../testing/slapd-entries.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../../testing/slapd.js';
import { Wire } from '../../../testing/wire.js';
import { SyncPlanner } from './sync-planner.js';
import { SyncSchedule } from './sync-schedule.service.js';

const CROWD = 600;
const SETTLED_MS = 50_000;
const OTHER_DN = `ou=other,${BASE_DN}`;
const [EMPTY_DN, SMALL_DN] = [`ou=empty,${BASE_DN}`, `ou=small,${BASE_DN}`];
const PLAIN = Array.from({ length: CROWD }, (_, index) => person(`u${String(index).padStart(5, '0')}`));
const unit = (dn: string): LdapEntry => ({ dn, attributes: { objectClass: 'organizationalUnit' } });
const inside = (base: string, entry: LdapEntry): LdapEntry => ({ ...entry, dn: entry.dn.replace(PEOPLE_DN, base) });

/** What directories really hold. */
const HARD = [
  person('zoe', { givenName: 'Zoe\u0308', sn: 'Müller-Lüdenscheidt' }),
  person('akira', { givenName: '昭', sn: '黒澤', mail: [] }),
  person("o'brien", { sn: "O'Brien" }),
  person('comma,name'),
  person('plus+name'),
  person('back\\slash'),
  person('"quoted"'),
  person('nogiven', { givenName: [] }),
  person('BOB'),
  inside(OTHER_DN, person('bob', { mail: 'other.bob@example.org' })),
  person('twin1', { mail: 'twins@example.org' }),
  person('twin2', { mail: 'Twins@example.org' }),
  person('sys-admin', { mail: [] }),
  person('odd', { mail: 'not an address' }),
  {
    dn: `cn=elsewhere,${PEOPLE_DN}`,
    attributes: { objectClass: ['referral', 'extensibleObject'], cn: 'elsewhere', ref: 'ldap://127.0.0.1:9/dc=evil' },
  },
];
const SKIPPED = {
  '"quoted"': 'invalid-username',
  'back\\slash': 'invalid-username',
  'comma,name': 'invalid-username',
  "o'brien": 'invalid-username',
  'plus+name': 'invalid-username',
  BOB: 'duplicate-username',
  bob: 'duplicate-username',
  nogiven: 'name-missing',
  odd: 'invalid-email',
  'sys-admin': 'username-taken',
  twin1: 'duplicate-email',
  twin2: 'duplicate-email',
};

let api: TestApi;
let slapd: Slapd;
let domain: GivenDomain;
let admin: Client;

const small = (count: number, at: string) =>
  Array.from({ length: count }, (_, index) => inside(at, person(`${/ou=(\w+)/.exec(at)?.[1]}${index}`)));

beforeAll(async () => {
  if (!hasSlapd) return;
  const units = [unit(OTHER_DN), unit(EMPTY_DN), unit(SMALL_DN)];
  [api, slapd] = await Promise.all([
    startApi(),
    Slapd.start({ entries: [...units, ...PLAIN, ...HARD, ...small(20, SMALL_DN)] }),
  ]);
});
afterAll(async () => {
  await Promise.all([api?.close(), slapd?.close()]);
});
beforeEach(async () => {
  if (!hasSlapd) return;
  domain = await api.given.domain();
  admin = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});

async function provider(wishes: Partial<LdapConfig> = {}, enabled = true): Promise<string> {
  return (await givenDirectory(api, domain, slapd.url, { baseDn: PEOPLE_DN, enabled, ...wishes })).id;
}

const path = (id: string) => `/providers/${id}`;
const start = (id: string, input: Partial<StartSyncDto> = {}) =>
  admin.post<SyncStarted>(`${path(id)}/sync`, { mode: 'apply', ...input });

async function settled(id: string, syncId: string): Promise<SyncRun> {
  const until = Date.now() + SETTLED_MS;
  for (;;) {
    const { body, text } = await admin.get<SyncRun>(`${path(id)}/syncs/${syncId}`);
    if (body.endedAt !== null && body.endedAt !== undefined) return body;
    if (Date.now() > until) throw new Error(`The run does not end: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** A run with its job, which tidies up after it. */
async function sync(id: string, input: Partial<StartSyncDto> = {}): Promise<SyncRun> {
  const { status, body } = await start(id, input);
  expect(status).toBe(202);
  const run = await settled(id, body.syncId);
  for (;;) {
    const job = await admin.get<Job>(`/jobs/${body.jobId}`);
    if (job.body.state !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function all<Item>(list: string): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const at: string = `${list}${list.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${cursor}`}`;
    const { body } = await admin.get<Page<Item>>(at);
    found.push(...body.items);
    cursor = body.nextCursor;
  }
  return found;
}

const changes = (run: SyncRun, ...kinds: SyncChangeKind[]) =>
  all<SyncChange>(
    `${path(run.providerId)}/syncs/${run.id}/changes${kinds.length > 0 ? `?kind=${kinds.join(',')}` : ''}`,
  );
const eventsOf = (run: SyncRun, type: string) => all<AuditEvent>(`/audit-events?requestId=${run.id}&type=${type}`);
const userNamed = async (username: string) =>
  (await admin.get<Page<User>>(`/users?q=${encodeURIComponent(username)}`)).body.items.find(
    (user) => user.username === username,
  );
const enabledUsers = async () => {
  const [row] = await api.database.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM app_user WHERE domain_id = $1 AND login_method = 'ldap' AND enabled`,
    [domain.id],
  );
  return row?.count;
};
const leftEntries = () => api.database.sql('SELECT FROM sync_entry');
/** Kinds and usernames, as short as they can be compared. */
const lines = (list: readonly SyncChange[]) => list.map(({ kind, username }) => `${kind} ${username}`).sort();

const real = hasSlapd ? describe : describe.skip;
const onServer = serverUrl() === null ? it.skip : it;

real(`a directory of ${CROWD} and the hard ones${WITHOUT_SLAPD}`, () => {
  it('is planned without a change, then applied as planned, each user with its event; the next run changes nothing', async () => {
    await api.given.user(domain, { username: 'Sys-Admin' });
    const id = await provider({
      baseDn: BASE_DN,
      userFilter: `(&(objectClass=inetOrgPerson)(!(uid=small*))(uid={username}))`,
    });
    const plan = await sync(id, { mode: 'plan' });
    expect(plan).toMatchObject({ mode: 'plan', state: 'succeeded', applied: 0, stoppedBecause: null });
    expect(await enabledUsers()).toBe(0);
    const skips = await changes(plan, 'skip');
    expect(Object.fromEntries(skips.map(({ username, reason }) => [username, reason]))).toEqual(SKIPPED);
    const planned = await changes(plan, 'create');
    expect(planned.length).toBe(plan.counts.create);
    expect(planned.map(({ username }) => username)).toEqual(
      expect.arrayContaining(['zoe', 'akira', 'u00000', 'u00599']),
    );

    const run = await sync(id);
    const count = CROWD + 2;
    expect(run).toMatchObject({ state: 'succeeded', cause: 'person', applied: count, refused: 0, counts: plan.counts });
    expect(run.counts).toEqual({ create: count, skip: 12, update: 0, disable: 0, reenable: 0, unchanged: 0 });
    expect(lines(await changes(run))).toEqual(lines([...planned, ...skips]));
    expect(await enabledUsers()).toBe(count);
    const zoe = await userNamed('zoe');
    expect(zoe).toMatchObject({
      firstName: 'Zoë',
      role: { id: domain.roles['read-only'] },
      loginMethod: 'ldap',
      version: 1,
    });
    expect(zoe?.source).toBe(slapd.url);
    const events = await eventsOf(run, 'user.created');
    expect(events.length).toBe(count);
    expect(new Set(events.map(({ subject }) => subject?.id)).size).toBe(count);
    expect(await leftEntries()).toEqual([]);

    const again = await sync(id);
    expect(again.counts).toEqual({ create: 0, skip: 12, update: 0, disable: 0, reenable: 0, unchanged: count });
    expect(again).toMatchObject({ state: 'succeeded', applied: 0, refused: 0 });
    expect(await eventsOf(again, 'user.updated')).toEqual([]);
  }, 150_000);
});

real(`a directory that changes${WITHOUT_SLAPD}`, () => {
  let base: string;
  let id: string;
  const dn = (uid: string) => `uid=${uid},${base}`;
  const add = (...uids: string[]) => slapd.add(...uids.map((uid) => inside(base, person(uid))));
  const uids = Array.from({ length: 12 }, () => aName('p'));
  const [ann = '', ben = '', cat = '', dan = '', eve = ''] = uids;

  beforeEach(async () => {
    base = `ou=${aName('c')},${BASE_DN}`;
    await slapd.add(unit(base), unit(`ou=inner,${base}`));
    await add(...uids);
    id = await provider({ baseDn: base, disableThresholdPercent: 50 });
    expect((await sync(id)).counts.create).toBe(uids.length);
  });

  it('is followed by the unique id: the plan is what was changed there, and so is what is applied', async () => {
    const [annBefore, catBefore] = [await userNamed(ann), await userNamed(cat)];
    const newcomer = aName('p');
    await add(newcomer);
    await slapd.modify(dn(ann), { sn: 'King', mail: 'king@example.org' });
    await slapd.rename(dn(ben), dn(`${ben}-renamed`));
    await slapd.rename(dn(cat), `uid=${cat},ou=inner,${base}`);
    await slapd.remove(dn(dan), dn(eve));

    const wanted = [`create ${newcomer}`, `disable ${dan}`, `disable ${eve}`, `skip ${ben}`, `update ${ann}`];
    const plan = await sync(id, { mode: 'plan' });
    expect(lines(await changes(plan))).toEqual(wanted.sort());
    const run = await sync(id);
    expect(run.counts).toEqual({ create: 1, update: 1, disable: 2, reenable: 0, skip: 1, unchanged: 8 });
    const made = await changes(run);
    expect(lines(made)).toEqual(wanted);
    expect(
      made.every(({ kind, appliedAt, refused }) => (appliedAt === null) === (kind === 'skip') && refused === null),
    ).toBe(true);
    expect(made.find(({ kind }) => kind === 'update')?.changes).toEqual([
      { field: 'lastName', before: 'Lovelace', after: 'King' },
      { field: 'email', before: `${ann}@example.org`, after: 'king@example.org' },
    ]);
    expect(made.find(({ kind }) => kind === 'skip')).toMatchObject({ reason: 'username-changed' });
    expect(await userNamed(ann)).toMatchObject({ id: annBefore?.id, lastName: 'King', version: 2 });
    expect(await userNamed(cat)).toMatchObject({ id: catBefore?.id, version: 1 });
    const [moved] = await api.database.sql<{ dn: string }>('SELECT dn FROM outside_identity WHERE user_id = $1', [
      catBefore?.id,
    ]);
    expect(moved?.dn).toBe(`uid=${cat},ou=inner,${base}`);
    expect((await eventsOf(run, 'user.disabled')).map(({ subject }) => subject?.name).sort()).toEqual(
      [dan, eve].sort(),
    );
  });

  it('disables who is gone with their sessions, never deletes, and enables again only whom it disabled itself', async () => {
    const user = await userNamed(ann);
    if (!user) throw new Error('was not made');
    const session = await api.given.session({ ...user, role: 'read-only', domain });
    await admin.post(`/users/${(await userNamed(ben))?.id}/disable`);
    await slapd.rename(dn(ann), `uid=${ann},${SMALL_DN}`);
    await slapd.rename(dn(ben), `uid=${ben},${SMALL_DN}`);
    expect((await sync(id)).counts).toMatchObject({ disable: 1, unchanged: 10 });
    expect((await api.as(session).get('/me')).status).toBe(401);
    expect(await userNamed(ann)).toMatchObject({ enabled: false, status: 'disabled' });

    await slapd.rename(`uid=${ann},${SMALL_DN}`, dn(ann));
    await slapd.rename(`uid=${ben},${SMALL_DN}`, dn(ben));
    expect((await sync(id)).counts).toMatchObject({ reenable: 1, disable: 0, unchanged: 11 });
    expect(await userNamed(ann)).toMatchObject({ enabled: true });
    expect(await userNamed(ben)).toMatchObject({ enabled: false });
  });

  it('leaves what administrators set: role, second factor, and whether somebody is enabled', async () => {
    const user = await userNamed(ann);
    const roleId = domain.roles['operator'];
    await admin.patch(`/users/${user?.id}`, 1, { roleId, twoFactorRequired: true });
    await slapd.modify(dn(ann), { givenName: 'Anna' });
    expect((await sync(id)).counts).toMatchObject({ update: 1 });
    expect(await userNamed(ann)).toMatchObject({ firstName: 'Anna', role: { id: roleId }, twoFactorRequired: true });
  });

  it('LDP-09 disables whom the directory disabled', async () => {
    await slapd.modify(dn(ann), { nsAccountLock: 'TRUE' });
    const run = await sync(id);
    expect(lines(await changes(run, 'disable'))).toEqual([`disable ${ann}`]);
    await slapd.modify(dn(ann), { nsAccountLock: [] });
    expect((await sync(id)).counts).toMatchObject({ reenable: 1 });
  });

  it('LDP-06 whose entry comes back under another unique id is not taken over', async () => {
    await slapd.remove(dn(ann));
    await add(ann);
    const run = await sync(id);
    expect(lines(await changes(run))).toEqual([`disable ${ann}`, `skip ${ann}`]);
    expect((await changes(run, 'skip'))[0]).toMatchObject({ reason: 'username-taken', userId: null });
  });

  it('keeps the last administrator', async () => {
    const everybody = await api.given.domain();
    const boss = await api.given.signedIn(everybody, 'domain-administrator');
    [domain, admin] = [everybody, api.as(boss)];
    const at = await provider({ baseDn: base, disableThresholdPercent: 50 });
    await sync(at);
    const user = await userNamed(ann);
    await api.database.sql('UPDATE app_user SET role_id = $2 WHERE id = $1', [
      user?.id,
      domain.roles['domain-administrator'],
    ]);
    await api.database.sql('UPDATE app_user SET enabled = false WHERE id = $1', [boss.user.id]);
    admin = api.as(
      await api.given.session({
        id: user?.id ?? '',
        username: ann,
        email: null,
        role: 'domain-administrator',
        version: 1,
        domain,
      }),
    );
    await slapd.remove(dn(ann));
    expect(await changes(await sync(at))).toMatchObject([
      { kind: 'skip', username: ann, reason: 'last-administrator' },
    ]);
    expect(await userNamed(ann)).toMatchObject({ enabled: true });
  });

  it('gives new users the role of their group', async () => {
    const newcomer = aName('p');
    await add(newcomer);
    const team = group(aName('ops'), [dn(newcomer)]);
    await slapd.add(team);
    const groupRoles = [{ group: team.dn.toUpperCase(), roleId: domain.roles['operator'] ?? '' }];
    const at = await provider({ baseDn: base, groupRoles, userFilter: `(&(uid=${newcomer})(uid={username}))` });
    const [made] = await changes(await sync(at));
    expect(made?.changes).toContainEqual({ field: 'role', before: null, after: 'Operator' });
    expect(await userNamed(newcomer)).toMatchObject({ role: { name: 'Operator' } });
  });
});

real(`a directory that can not be trusted${WITHOUT_SLAPD}`, () => {
  let wire: Wire;
  let id: string;
  const reconfigure = (config: Partial<LdapConfig>) =>
    api.database.sql('UPDATE provider SET config = config || $2::jsonb WHERE id = $1', [id, JSON.stringify(config)]);

  beforeEach(async () => {
    wire = await Wire.to(slapd.url);
    id = await provider({ url: wire.url, baseDn: SMALL_DN, pageSize: 5, timeoutMs: 500 });
    expect((await sync(id)).counts.create).toBe(20);
  });

  it.each([
    {
      name: 'is cut in the middle',
      because: 'incomplete-answer',
      make: () => Promise.resolve(wire.endAfter(1_500, 'cut')),
    },
    {
      name: 'hangs in the middle',
      because: 'incomplete-answer',
      make: () => Promise.resolve(wire.endAfter(1_500, 'hold')),
    },
    {
      name: 'does not answer',
      because: 'directory-unavailable',
      make: () => Promise.resolve(wire.endAfter(0, 'hold')),
    },
    { name: 'is not there', because: 'directory-unavailable', make: () => reconfigure({ url: 'ldap://127.0.0.1:9' }) },
    {
      name: 'refuses the base',
      because: 'directory-refused',
      make: () => reconfigure({ baseDn: `ou=none,${BASE_DN}` }),
    },
    { name: 'answers nothing', because: 'empty-answer', make: () => reconfigure({ baseDn: EMPTY_DN }) },
    {
      name: 'hides half of everybody',
      because: 'too-many-to-disable',
      make: () => reconfigure({ userFilter: '(&(uid=small1*)(uid={username}))' }),
    },
    {
      name: 'has one unique id twice',
      because: 'duplicate-subject',
      make: () => reconfigure({ attributes: { ...LDAP_PRESETS.openldap.attributes, uniqueId: 'sn' } }),
    },
  ])('disables nobody when it $name: $because', async ({ make, because }) => {
    await make();
    const run = await sync(id);
    wire.heal();
    await wire.close();
    expect(run).toMatchObject({ state: 'stopped', stoppedBecause: because, applied: 0 });
    expect(run.detail).toMatch(/\w/);
    expect(await enabledUsers()).toBe(20);
    const [stopped] = await eventsOf(run, 'sync.stopped');
    expect(stopped).toMatchObject({ outcome: 'failed', detail: expect.stringContaining(because) });
    expect((await admin.get<Job>(`/jobs/${run.jobId}`)).body).toMatchObject({ state: 'failed', error: run.detail });
    expect(await leftEntries()).toEqual([]);
  });

  it('is applied all the same by who may change the limit and names the number, and by nobody else', async () => {
    await reconfigure({ userFilter: '(&(uid=small1*)(uid={username}))' });
    const stopped = await sync(id, { mode: 'plan' });
    expect(stopped).toMatchObject({ mode: 'plan', state: 'stopped', counts: { disable: 9, unchanged: 11 } });
    expect(stopped.detail).toBe('9 of 20 enabled users would be disabled; the limit is 2 (10 %)');
    expect((await start(id, { despiteLimit: true })).status).toBe(400);
    expect((await start(id, { confirmDisable: 9 })).status).toBe(400);
    expect((await start(id, { mode: 'plan', despiteLimit: true, confirmDisable: 9 })).status).toBe(400);
    const operator = api.as(await api.given.signedIn(domain, 'operator'));
    const despite = { mode: 'apply', despiteLimit: true, confirmDisable: 9 };
    expect((await operator.post(`${path(id)}/sync`, despite)).status).toBe(403);

    expect(await sync(id, { despiteLimit: true, confirmDisable: 8 })).toMatchObject({ state: 'stopped', applied: 0 });
    expect(await sync(id, { despiteLimit: true, confirmDisable: 9 })).toMatchObject({ state: 'succeeded', applied: 9 });
    expect(await enabledUsers()).toBe(11);
    const [started] = await all<AuditEvent>('/audit-events?type=sync.started');
    expect(started?.changes).toContainEqual({ field: 'confirmDisable', before: null, after: 9 });
    await wire.close();
  });

  it('is not applied in a Domain that was disabled meanwhile: the run ends, and says so', async () => {
    admin = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
    const { plan } = SyncPlanner.prototype;
    const setEnabled = (isEnabled: boolean) =>
      api.database.sql('UPDATE domain SET enabled = $2 WHERE id = $1', [domain.id, isEnabled]);
    const planning = jest.spyOn(SyncPlanner.prototype, 'plan');
    planning.mockImplementationOnce(async function (this: SyncPlanner, ...args) {
      const counts = await plan.apply(this, args);
      await setEnabled(false);
      return counts;
    });
    await reconfigure({ userFilter: '(&(uid=small1)(uid={username}))', disableThresholdPercent: 100 });
    const run = await sync(id);
    planning.mockRestore();
    await setEnabled(true);
    await wire.close();
    expect(run).toMatchObject({ state: 'failed', detail: 'The Domain is disabled.', applied: 0 });
    expect(await eventsOf(run, 'sync.ended')).toMatchObject([{ outcome: 'failed' }]);
    expect((await admin.get<Job>(`/jobs/${run.jobId}`)).body).toMatchObject({ state: 'failed', error: run.detail });
    expect(await enabledUsers()).toBe(20);
  });

  it('is not applied with other settings than it was read with', async () => {
    wire.endAfter(1_500, 'hold');
    const { body } = await start(id);
    await api.database.sql('UPDATE provider SET version = version + 1 WHERE id = $1', [id]);
    wire.heal();
    await wire.close();
    const run = await settled(id, body.syncId);
    expect(['provider-changed', 'incomplete-answer', 'directory-unavailable']).toContain(run.stoppedBecause);
  });
});

real(`runs${WITHOUT_SLAPD}`, () => {
  it('LDP-11 are one at a time, and a cancelled one makes room at once', async () => {
    const wire = await Wire.to(slapd.url);
    const id = await provider({ url: wire.url, baseDn: SMALL_DN, timeoutMs: 20_000 });
    wire.endAfter(0, 'hold');
    const answers = await Promise.all(Array.from({ length: 6 }, () => start(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
    const jobId = answers.find(({ status }) => status === 202)?.body.jobId ?? '';
    await admin.post(`/jobs/${jobId}/cancel`);
    const [cancelled] = await all<SyncRun>(`${path(id)}/syncs`);
    expect(cancelled).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) });
    wire.heal();
    expect(await sync(id)).toMatchObject({ state: 'succeeded', applied: 20 });
    const ends = await all<AuditEvent>('/audit-events?type=sync.ended');
    expect(ends.map(({ outcome }) => outcome)).toEqual(['success', 'failed']);
    await wire.close();
  });

  onServer('LDP-11 are one over two instances, pressed and due at the same moment', async () => {
    const id = await provider({ baseDn: SMALL_DN });
    await api.database.sql('UPDATE provider SET next_sync_at = now() WHERE id = $1', [id]);
    const other = await startApi({ beside: api });
    try {
      const there = new Client(other.url, admin.sent);
      const pressed = [admin, there].map((client) => client.post(`${path(id)}/sync`, { mode: 'apply' }));
      const due = [api, other].map((instance) => instance.get(SyncSchedule).tick());
      await Promise.all([...pressed, ...due]);
      const runs = await all<SyncRun>(`${path(id)}/syncs`);
      for (const run of runs) expect(await settled(id, run.id)).toMatchObject({ state: 'succeeded' });
      expect(runs.length).toBe(1);
      expect(await enabledUsers()).toBe(20);
    } finally {
      await other.close();
    }
  });

  it('are started by the schedule once, however many look, and only where they are due', async () => {
    const [due, later, off] = [await provider({ baseDn: SMALL_DN }), await provider(), await provider({}, false)];
    const config = JSON.stringify({ schedule: '0 0 * * *', timeZone: 'Europe/Zurich' });
    for (const [id, at] of [
      [due, '-1 minute'],
      [later, '1 hour'],
      [off, '-1 minute'],
    ]) {
      await api.database.sql(
        'UPDATE provider SET config = config || $2::jsonb, next_sync_at = now() + $3::interval WHERE id = $1',
        [id, config, at],
      );
    }
    await Promise.all(Array.from({ length: 4 }, () => api.get(SyncSchedule).tick()));
    const runs = await all<SyncRun>(`${path(due)}/syncs`);
    expect(runs).toMatchObject([{ mode: 'apply', cause: 'schedule', startedBy: null }]);
    expect(await settled(due, runs[0]?.id ?? '')).toMatchObject({ state: 'succeeded', applied: 20 });
    expect([...(await all(`${path(later)}/syncs`)), ...(await all(`${path(off)}/syncs`))]).toEqual([]);
    const [row] = await api.database.sql<{ next: Date; now: Date }>(
      'SELECT next_sync_at AS next, now() FROM provider WHERE id = $1',
      [due],
    );
    const hours = ((row?.next.getTime() ?? 0) - (row?.now.getTime() ?? 0)) / 3_600_000;
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThanOrEqual(25);
  });

  it('LDP-11 stay daily after the clock was far ahead', async () => {
    const id = await provider({ baseDn: SMALL_DN });
    const config = JSON.stringify({ schedule: '0 0 * * *', timeZone: 'Europe/Zurich' });
    await api.database.sql(
      `UPDATE provider SET config = config || $2::jsonb, next_sync_at = '2099-01-01' WHERE id = $1`,
      [id, config],
    );
    await api.get(SyncSchedule).tick();
    const [row] = await api.database.sql<{ soon: boolean }>(
      `SELECT next_sync_at < now() + interval '25 hours' AS soon FROM provider WHERE id = $1`,
      [id],
    );
    expect(row).toEqual({ soon: true });
    expect(await all(`${path(id)}/syncs`)).toEqual([]);
  });

  it('end with the job that left them', async () => {
    const id = await provider({ baseDn: SMALL_DN });
    const run = randomUUID();
    await api.database.sql(
      `INSERT INTO sync_run (id, domain_id, provider_id, job_id, mode, state, cause) VALUES ($1, $2, $3, $4, 'apply', 'applying', 'person')`,
      [run, domain.id, id, randomUUID()],
    );
    expect(await settled(id, run)).toMatchObject({ state: 'failed' });
    await api.get(SyncSchedule).tick();
    const [row] = await api.database.sql('SELECT state, ended_at IS NULL AS open FROM sync_run WHERE id = $1', [run]);
    expect(row).toEqual({ state: 'failed', open: false });
    expect((await all<AuditEvent>('/audit-events?type=sync.ended')).length).toBe(1);
  });

  it('are refused where there is no such provider or run, and applied by an enabled provider alone', async () => {
    const id = await provider({ baseDn: SMALL_DN }, false);
    expect((await start(id)).body).toMatchObject({ code: 'provider-disabled' });
    expect(await sync(id, { mode: 'plan' })).toMatchObject({ state: 'succeeded', counts: { create: 20 } });
    expect((await start(randomUUID())).body).toMatchObject({ code: 'provider-not-found' });
    expect((await admin.get(`${path(randomUUID())}/syncs`)).body).toMatchObject({ code: 'provider-not-found' });
    expect((await admin.get(`${path(id)}/syncs/${randomUUID()}`)).body).toMatchObject({ code: 'sync-not-found' });
    expect((await admin.get(`${path(id)}/syncs/${randomUUID()}/changes`)).body).toMatchObject({
      code: 'sync-not-found',
    });
    expect((await start(id, { mode: 'x' as 'plan' })).status).toBe(400);
  });

  it('are listed page by page, and so is what they changed', async () => {
    const id = await provider({ baseDn: SMALL_DN });
    const first = await sync(id, { mode: 'plan' });
    const second = await sync(id, { mode: 'plan' });
    const page = await admin.get<Page<SyncRun>>(`${path(id)}/syncs?limit=1`);
    expect(page.body).toMatchObject({ items: [{ id: second.id }], total: { value: 2, relation: 'exact' } });
    const next = await admin.get<Page<SyncRun>>(`${path(id)}/syncs?limit=1&cursor=${page.body.nextCursor}`);
    expect(next.body).toMatchObject({ items: [{ id: first.id }], nextCursor: null, total: { value: 2 } });
    const list = `${path(id)}/syncs/${first.id}/changes`;
    const some = await admin.get<Page<SyncChange>>(`${list}?limit=15`);
    expect(some.body).toMatchObject({ total: { value: 20 } });
    const rest = await admin.get<Page<SyncChange>>(`${list}?limit=15&cursor=${some.body.nextCursor}`);
    expect([...some.body.items, ...rest.body.items].map(({ position }) => position)).toEqual([...Array(20).keys()]);
    expect((await admin.get<Page<SyncChange>>(`${list}?kind=update,skip`)).body).toMatchObject({
      items: [],
      total: { value: 0 },
    });
    expect((await admin.get(`${list}?kind=x`)).status).toBe(400);
  });
});
