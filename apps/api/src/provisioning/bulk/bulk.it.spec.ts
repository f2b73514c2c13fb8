import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent, BulkItem, BulkResult, DryRun, Job, Page, ProblemBody, UserDetail } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import type { GivenDomain, GivenUser, UserWishes } from '../../../testing/given.js';
import { ended } from '../../../testing/jobs.js';
import { newId } from '../../platform/ids.js';
import { UpkeepService } from '../../platform/upkeep/upkeep.service.js';

let api: TestApi;
let domain: GivenDomain;
let bossUser: GivenUser;
let boss: Client;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  domain = await api.given.domain();
  const signedIn = await api.given.signedIn(domain, 'domain-administrator');
  bossUser = signedIn.user;
  boss = api.as(signedIn);
});
afterAll(() => api.close());

const people = (count: number, wishes: UserWishes = {}) =>
  Promise.all(Array.from({ length: count }, () => api.given.user(domain, wishes)));
const ids = (users: readonly { id: string }[]) => users.map(({ id }) => id);
const bulk = (client: Client, body: object) => client.post<Job>('/users/bulk', body);
const foreseen = (client: Client, body: object) => client.post<DryRun>('/users/bulk?dryRun=true', body);
const itemsOf = async (job: Job, query = '') =>
  (await boss.get<Page<BulkItem>>(`/jobs/${job.id}/items${query}`)).body.items;
const enabledOf = (wanted: readonly { id: string }[]) =>
  api.database.sql<{ enabled: boolean }>('SELECT enabled FROM app_user WHERE id = ANY ($1) ORDER BY id', [ids(wanted)]);

async function carriedOut(client: Client, body: object): Promise<Job & { result: BulkResult }> {
  const answer = await bulk(client, body);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 202, body: { state: 'queued' } });
  return (await ended(client, answer.body.id)) as Job & { result: BulkResult };
}

describe('an action on many users', () => {
  it('is done to each, told of each, and audited with the id of its job', async () => {
    const users = await people(30);
    await api.given.session(users[0] ?? bossUser);
    const job = await carriedOut(boss.with({ 'x-reason': 'The season is over' }), {
      action: 'disable',
      ids: ids(users),
    });
    expect(job).toMatchObject({
      kind: 'bulk-disable',
      state: 'succeeded',
      progress: { done: 30, total: 30 },
      result: { action: 'disable', done: 30, unchanged: 0, refused: 0, endedSessions: 1, reversible: true },
    });
    expect(await enabledOf(users)).toEqual(users.map(() => ({ enabled: false })));
    const { body } = await boss.get<Page<AuditEvent>>(`/audit-events?requestId=${job.id}&type=user.disabled&limit=200`);
    expect(body.items).toHaveLength(30);
    expect(body.items[0]).toMatchObject({ actor: { id: bossUser.id }, reason: 'The season is over' });
    const end = await boss.get<Page<AuditEvent>>(`/audit-events?type=bulk.ended`);
    expect(end.body.items).toMatchObject([{ detail: '30 changed, 0 unchanged, 0 refused' }]);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page<BulkItem> = (
        await boss.get<Page<BulkItem>>(`/jobs/${job.id}/items?limit=20${cursor && `&cursor=${cursor}`}`)
      ).body;
      expect(page.total).toEqual({ value: 30, relation: 'exact' });
      seen.push(...ids(page.items.map(({ userId }) => ({ id: userId }))));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids(users).sort());
  });

  it('means those that matched when it was accepted', async () => {
    const users = await people(3, { lastName: 'Frozen' });
    const { body: job } = await bulk(boss, { action: 'require-two-factor', filter: { q: 'frozen' } });
    const later = await api.given.user(domain, { lastName: 'Frozen' });
    await ended(boss, job.id);
    expect((await itemsOf(job)).map(({ userId, outcome }) => ({ userId, outcome }))).toEqual(
      ids(users)
        .sort()
        .map((userId) => ({ userId, outcome: 'done' })),
    );
    expect((await boss.get<UserDetail>(`/users/${later.id}`)).body.twoFactorRequired).toBe(false);
  });

  it("TEN-03 tells of another Domain's user what it tells of nobody's, and leaves it alone", async () => {
    const [mine] = await people(1);
    const theirs = await api.given.user(await api.given.domain());
    const body = { action: 'disable', ids: [mine?.id, theirs.id, newId(), bossUser.id] };
    const { body: dry } = await foreseen(boss, body);
    const job = await carriedOut(boss, body);
    const items = await itemsOf(job);
    expect(items.find(({ userId }) => userId === theirs.id)).toMatchObject({
      outcome: 'refused',
      code: 'user-not-found',
      username: null,
    });
    expect(items.filter(({ code }) => code === 'user-not-found')).toHaveLength(2);
    expect(items.find(({ userId }) => userId === bossUser.id)).toMatchObject({ outcome: 'refused', code: 'self' });
    expect(job.result).toMatchObject({ done: 1, refused: 3 });
    expect(dry.bulk).toMatchObject({ total: 4, willChange: 1, unchanged: 0 });
    expect(await enabledOf([theirs])).toEqual([{ enabled: true }]);
  });

  it('PRV-07 refuses for each user what the single action refuses, and audits it', async () => {
    const roleId = await api.given.role(domain, [
      { permission: 'users:read', scope: 'domain' },
      { permission: 'users:enable', scope: 'domain' },
      { permission: 'jobs:read', scope: 'own' },
    ]);
    const clerk = await api.given.user(domain, { roleId });
    const client = api.as(await api.given.session(clerk));
    const nothing = await api.given.role(domain, []);
    const below = await api.given.user(domain, { roleId: nothing });
    const job = await carriedOut(client, { action: 'disable', ids: [bossUser.id, below.id] });
    const outcomes = (await itemsOf(job)).map(({ userId, code }) => [userId, code]);
    expect(Object.fromEntries(outcomes)).toEqual({ [bossUser.id]: 'target-outranks-actor', [below.id]: null });
    const { body } = await boss.get<Page<AuditEvent>>(`/audit-events?requestId=${job.id}&type=access.refused`);
    expect(body.items).toMatchObject([{ subject: { id: bossUser.id }, detail: 'target-outranks-actor' }]);
    for (const action of ['delete', 'unlock', 'require-two-factor', 'reset-two-factor', 'end-sessions']) {
      const refused = await client.post<ProblemBody>('/users/bulk', { action, ids: [below.id] });
      expect({ action, status: refused.status, code: refused.body.code }).toEqual({
        action,
        status: 403,
        code: 'permission-missing',
      });
    }
    expect((await bulk(client, { action: 'set-role', roleId: nothing, ids: [below.id] })).status).toBe(403);
  });

  it('PRV-01 gives nobody a role above the own one, nor one of another Domain', async () => {
    const [user] = await people(1);
    const above = await api.given.role(domain, [{ permission: 'domains:create', scope: 'all' }]);
    const elsewhere = (await api.given.domain()).roles.operator;
    for (const roleId of [above, elsewhere, newId()]) {
      const answer = await boss.post<ProblemBody>('/users/bulk', { action: 'set-role', roleId, ids: [user?.id] });
      expect(answer.status).toBe(422);
    }
  });

  it.each(['enable', 'disable', 'delete', 'unlock', 'require-two-factor', 'reset-two-factor', 'end-sessions'])(
    '%s does what its dry run foresaw',
    async (action) => {
      const users = [
        ...(await people(2)),
        ...(await people(1, { enabled: false })),
        ...(await people(1, { role: 'domain-administrator' })),
        ...(await people(1, { loginMethod: 'saml' })),
      ];
      for (const user of users.slice(0, 2)) await api.given.session(user);
      await api.database.sql('UPDATE app_user SET failed_sign_ins = 2, totp_enrolled = true WHERE id = $1', [
        users[0]?.id,
      ]);
      const body = { action, ids: [...ids(users), bossUser.id, newId()] };
      const { body: dry } = await foreseen(boss, body);
      expect(await enabledOf(users)).toContainEqual({ enabled: true });
      const { result } = await carriedOut(boss, body);
      const refused = dry.bulk?.refused.reduce((sum, { count }) => sum + count, 0);
      expect({ ...dry.bulk, refused, endsSessions: dry.endsSessions }).toEqual({
        total: 7,
        willChange: result.done,
        unchanged: result.unchanged,
        refused: result.refused,
        endsSessions: result.endedSessions,
      });
    },
  );

  it('set-role makes a version of each, and asks why where the Domain wants to know', async () => {
    const users = await people(2);
    const roleId = domain.roles.operator;
    const job = await carriedOut(boss, { action: 'set-role', roleId, ids: ids(users) });
    expect(job.result).toMatchObject({ done: 2, roleId });
    const { body } = await boss.get<UserDetail>(`/users/${users[0]?.id}`);
    expect(body).toMatchObject({ role: { id: roleId }, version: 2 });
    const asked = { reasons: { deleteUser: true, roleToAdministrator: true } };
    expect((await boss.call('PATCH', `/domains/${domain.id}/settings`, { body: asked })).status).toBe(200);
    const wanted = { action: 'delete', ids: ids(users) };
    expect((await foreseen(boss, wanted)).body.warnings).toEqual(['deletion-is-final', 'reason-required']);
    expect(await bulk(boss, wanted)).toMatchObject({ status: 422, body: { code: 'reason-required' } });
    const risen = { action: 'set-role', roleId: domain.roles['domain-administrator'], ids: ids(users) };
    expect(await bulk(boss, risen)).toMatchObject({ status: 422, body: { code: 'reason-required' } });
    const gone = await carriedOut(boss.with({ 'x-reason': 'They left' }), wanted);
    expect(gone.result).toMatchObject({ done: 2, reversible: false });
  });

  it('refuses what is unclear or malformed', async () => {
    const one = [newId()];
    const bodies = [
      {},
      { action: 'promote', ids: one },
      { action: 'disable' },
      { action: 'disable', ids: [] },
      { action: 'disable', ids: ['x'] },
      { action: 'disable', ids: one, filter: {} },
      { action: 'disable', ids: one, roleId: newId() },
      { action: 'set-role', ids: one },
      { action: 'disable', filter: { limit: 3 } },
      { action: 'disable', filter: { status: 'odd' } },
      { action: 'disable', filter: 'all' },
    ];
    for (const body of bodies) expect({ body, status: (await bulk(boss, body)).status }).toEqual({ body, status: 400 });
  });

  it('is remembered for half a year, what became of each as long as the job', async () => {
    const job = await carriedOut(boss, { action: 'disable', ids: ids(await people(1)) });
    const ageAndTidy = async (days: number) => {
      await api.database.sql(
        `WITH aged AS (UPDATE bulk_job SET created_at = now() - $2::int * interval '1 day' WHERE job_id = $1)
         UPDATE job SET updated_at = now() - $2::int * interval '1 day' WHERE id = $1`,
        [job.id, days],
      );
      await api.get(UpkeepService).tidy();
    };
    await ageAndTidy(179);
    expect(await itemsOf(job)).toHaveLength(1);
    await ageAndTidy(181);
    for (const table of ['bulk_item', 'bulk_job']) {
      expect(await api.database.sql(`SELECT FROM ${table} WHERE job_id = $1`, [job.id])).toEqual([]);
    }
  });

  it('with one key is one job', async () => {
    const body = { action: 'disable', ids: ids(await people(1)) };
    const once = boss.with({ 'idempotency-key': newId() });
    const [first, second] = [await bulk(once, body), await bulk(once, body)];
    expect(second.body.id).toBe(first.body.id);
  });
});

describe('taking an action on many users back', () => {
  const reverse = (job: Job) => boss.post<Job>(`/jobs/${job.id}/reverse`);

  it('touches nobody whom somebody changed since, and is done once', async () => {
    const users = await people(3);
    const job = await carriedOut(boss, { action: 'disable', ids: ids(users) });
    const touched = users[1]?.id ?? '';
    await boss.patch(`/users/${touched}`, 2, { firstName: 'Grace' });
    const { body: dry } = await boss.post<DryRun>(`/jobs/${job.id}/reverse?dryRun=true`);
    expect(dry.bulk).toMatchObject({ willChange: 2, refused: [{ code: 'stale-version', count: 1 }] });
    const { body, status } = await reverse(job);
    expect({ status, kind: body.kind }).toEqual({ status: 202, kind: 'bulk-enable' });
    const { result } = await ended(boss, body.id);
    expect(result).toMatchObject({ done: 2, refused: 1, reverses: job.id });
    expect((await enabledOf(users)).filter(({ enabled }) => enabled)).toHaveLength(2);
    expect(await reverse(job)).toMatchObject({ status: 409, body: { code: 'job-not-reversible' } });
  });

  it('gives everybody the role that they had', async () => {
    const users = [...(await people(1)), ...(await people(1, { role: 'pipeline-management' }))];
    const job = await carriedOut(boss, { action: 'set-role', roleId: domain.roles.operator, ids: ids(users) });
    const { body } = await reverse(job);
    expect((await ended(boss, body.id)).result).toMatchObject({ done: 2 });
    for (const user of users) {
      const now = await boss.get<UserDetail>(`/users/${user.id}`);
      expect(now.body.role.id).toBe(domain.roles[user.role]);
    }
  });

  it('asks why where somebody becomes an administrator again, and is not used up by that', async () => {
    const users = await people(1, { role: 'domain-administrator' });
    const job = await carriedOut(boss, { action: 'set-role', roleId: domain.roles.operator, ids: ids(users) });
    const asked = { reasons: { roleToAdministrator: true } };
    expect((await boss.call('PATCH', `/domains/${domain.id}/settings`, { body: asked })).status).toBe(200);
    const { body: dry } = await boss.post<DryRun>(`/jobs/${job.id}/reverse?dryRun=true`);
    expect(dry.warnings).toEqual(['makes-administrator', 'reason-required']);
    expect(await reverse(job)).toMatchObject({ status: 422, body: { code: 'reason-required' } });
    const { body } = await boss.with({ 'x-reason': 'A mistake' }).post<Job>(`/jobs/${job.id}/reverse`);
    expect((await ended(boss, body.id)).result).toMatchObject({ done: 1, refused: 0 });
  });

  it('lifts a demand for a second factor that was not there before', async () => {
    const users = await people(2);
    await api.database.sql('UPDATE app_user SET two_factor_required = true WHERE id = $1', [users[0]?.id]);
    const job = await carriedOut(boss, { action: 'require-two-factor', ids: ids(users) });
    expect(job.result).toMatchObject({ done: 1, unchanged: 1 });
    const { body } = await reverse(job);
    expect((await ended(boss, body.id)).result).toMatchObject({ action: 'waive-two-factor', done: 1 });
    expect((await boss.get<UserDetail>(`/users/${users[0]?.id}`)).body.twoFactorRequired).toBe(true);
  });

  it('is not possible for what is final', async () => {
    const job = await carriedOut(boss, { action: 'delete', ids: ids(await people(1)) });
    expect(await reverse(job)).toMatchObject({ status: 409, body: { code: 'job-not-reversible' } });
  });
});

describe('actions on many users at once', () => {
  it('PRV-03 two that disable each other’s starters leave one administrator', async () => {
    const first = await api.given.signedIn(domain, 'domain-administrator');
    await api.database.sql('DELETE FROM app_user WHERE id = $1', [bossUser.id]);
    const second = await api.given.signedIn(domain, 'domain-administrator');
    const everybody = { action: 'disable', filter: {} };
    const jobs = await Promise.all([bulk(api.as(first), everybody), bulk(api.as(second), everybody)]);
    const looks = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
    for (const { body } of jobs) if (body.id) await ended(looks, body.id);
    const left = await api.database.sql('SELECT id FROM app_user WHERE domain_id = $1 AND enabled', [domain.id]);
    expect(left).toHaveLength(1);
  });

  it('RAC on the same users: each user is changed once, by one of them', async () => {
    const users = await people(30);
    const body = { action: 'disable', ids: ids(users) };
    const started = await Promise.all([bulk(boss, body), bulk(boss, body)]);
    const results = await Promise.all(started.map(async ({ body: { id } }) => (await ended(boss, id)).result));
    const done = results.map((result) => Number(result?.['done'])).reduce((sum, count) => sum + count, 0);
    expect(done).toBe(30);
    const versions = await api.database.sql(
      'SELECT user_id FROM user_version WHERE version > 1 AND user_id = ANY ($1)',
      [ids(users)],
    );
    expect(versions).toHaveLength(30);
  });
});
