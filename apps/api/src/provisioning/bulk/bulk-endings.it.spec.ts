import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AuditEvent, BulkItem, Job, Page } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import type { GivenDomain, GivenUser } from '../../../testing/given.js';
import { ended } from '../../../testing/jobs.js';
import { JobRunner } from '../../platform/jobs/job-runner.js';
import { BulkActors } from './bulk-actors.service.js';
import type { BulkJob } from './bulk-jobs.repository.js';
import { BulkWorker } from './bulk-worker.service.js';

const CROWD = 60;
const BATCH = 25;
const LEFT = CROWD - BATCH;

let api: TestApi;
let system: Client;
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
  system = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
  await api.database.sql(
    `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id)
     SELECT gen_random_uuid(), $1, 'crowd-' || n, 'Many', 'People', $2 FROM generate_series(1, $3::int) AS n`,
    [domain.id, domain.roles['read-only'], CROWD],
  );
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => api.close());

/** Jobs of earlier tests may still be noticing that they were stopped. */
function nthOfThisDomain(wanted: number): (job: BulkJob) => boolean {
  const { id } = domain;
  let calls = 0;
  return ({ domainId }) => domainId === id && (calls += 1) === wanted;
}

/** Holds the job that is carried out next between its first batch and its second. */
function holdAfterFirstBatch() {
  const actors = api.get(BulkActors);
  const of = actors.of.bind(actors);
  const gate = new EventEmitter();
  const [reached, opened] = [once(gate, 'reached'), once(gate, 'opened')];
  const isSecond = nthOfThisDomain(2);
  jest.spyOn(actors, 'of').mockImplementation(async (job, where) => {
    if (isSecond(job)) {
      gate.emit('reached');
      await opened;
    }
    return of(job, where);
  });
  return { reached, goOn: () => void gate.emit('opened') };
}

const start = async (client = boss) =>
  (await client.post<Job>('/users/bulk', { action: 'disable', filter: { q: 'crowd-' } })).body;

async function held(client = boss) {
  const hold = holdAfterFirstBatch();
  const job = await start(client);
  await hold.reached;
  return { job, goOn: hold.goOn };
}

const items = async (job: Job, outcome: string) =>
  (await system.get<Page<BulkItem>>(`/jobs/${job.id}/items?outcome=${outcome}&limit=1`)).body;
const endEvents = async (job: Job) =>
  (await system.get<Page<AuditEvent>>(`/audit-events?requestId=${job.id}&type=bulk.ended`)).body.items;
const disabled = async () =>
  (await system.get<Page<unknown>>('/users?q=crowd-&status=disabled&limit=1')).body.total.value;

/** The first batch is done, whom it did not come to is as before, and the audit log tells both. */
async function expectFailedAfterFirstBatch(job: Job, because: string): Promise<void> {
  expect(await ended(system, job.id)).toMatchObject({ state: 'failed', error: because, result: null });
  expect((await items(job, 'open')).total.value).toBe(LEFT);
  expect(await disabled()).toBe(BATCH);
  expect(await endEvents(job)).toMatchObject([
    {
      outcome: 'failed',
      actor: { username: expect.any(String) },
      detail: expect.stringContaining(`(${BATCH} changed, 0 unchanged, 0 refused, ${LEFT} left)`),
    },
  ]);
}

describe('an action on many users', () => {
  it('is stopped by who may: what is done stays, what is left stays open', async () => {
    const { job, goOn } = await held();
    expect((await boss.post<Job>(`/jobs/${job.id}/cancel`)).body.state).toBe('cancelled');
    goOn();
    expect((await items(job, 'open')).total.value).toBe(LEFT);
    expect((await items(job, 'done')).total.value).toBe(BATCH);
    expect(await disabled()).toBe(BATCH);
  });

  it('PRV-03 ends where its starter is disabled meanwhile', async () => {
    const clerk = await api.given.signedIn(domain, 'operator');
    const { job, goOn } = await held(api.as(clerk));
    expect((await boss.post(`/users/${clerk.user.id}/disable`)).status).toBe(200);
    goOn();
    await expectFailedAfterFirstBatch(job, 'Whoever started this may not go on with it.');
    expect(await endEvents(job)).toMatchObject([{ actor: { id: clerk.user.id, username: clerk.user.username } }]);
  });

  it('PRV-03 is refused for the rest where its starter is demoted meanwhile', async () => {
    const clerk = await api.given.signedIn(domain, 'operator');
    const { job, goOn } = await held(api.as(clerk));
    const demotion = { roleId: domain.roles['read-only'] };
    expect((await boss.patch(`/users/${clerk.user.id}`, 1, demotion)).status).toBe(200);
    goOn();
    expect((await ended(system, job.id)).result).toMatchObject({ done: BATCH, refused: LEFT });
    expect((await items(job, 'refused')).items).toMatchObject([{ code: 'permission-missing' }]);
    expect(await disabled()).toBe(BATCH);
  });

  it('ends with its Domain: who disables that stops it, whoever started it', async () => {
    const own = await held();
    expect((await system.post(`/domains/${domain.id}/disable`)).status).toBe(200);
    own.goOn();
    await expectFailedAfterFirstBatch(own.job, 'The Domain is disabled.');
    const away = await ended(system, (await start(system)).id);
    expect(away).toMatchObject({ state: 'failed', error: 'The Domain is disabled.' });
    expect(await disabled()).toBe(BATCH);
  });

  it('says how far it came when something breaks', async () => {
    const worker = api.get(BulkWorker);
    const next = worker.next.bind(worker);
    const isSecond = nthOfThisDomain(2);
    jest
      .spyOn(worker, 'next')
      .mockImplementation((actor, job) =>
        isSecond(job) ? Promise.reject(new Error('secret=hunter2')) : next(actor, job),
      );
    const job = await start();
    await expectFailedAfterFirstBatch(job, 'Something went wrong on our side');
    expect(JSON.stringify(await endEvents(job))).not.toContain('hunter2');
  });

  it('says how far it came when it is given up', async () => {
    const { job, goOn } = await held();
    await api.database.sql(`UPDATE job SET attempts = 5, lease_until = '-infinity' WHERE id = $1`, [job.id]);
    await api.get(JobRunner).fill();
    await expectFailedAfterFirstBatch(job, 'Interrupted too often');
    goOn();
  });

  it('goes on where another attempt did the batch that it waited for', async () => {
    const worker = api.get(BulkWorker);
    const next = worker.next.bind(worker);
    const isFirst = nthOfThisDomain(1);
    jest
      .spyOn(worker, 'next')
      .mockImplementation((actor, job) => (isFirst(job) ? Promise.resolve(0) : next(actor, job)));
    const job = await start();
    expect(await ended(boss, job.id)).toMatchObject({ state: 'succeeded', result: { done: CROWD } });
    expect(await endEvents(job)).toMatchObject([{ outcome: 'success', actor: { id: bossUser.id } }]);
  });
});
