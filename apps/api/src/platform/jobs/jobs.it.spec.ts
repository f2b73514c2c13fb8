import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Permission, Scope } from 'wardkeep/contracts';
import { openTestDatabase, type TestDatabase } from '../../../testing/database.js';
import { NOWHERE, type Actor } from '../actor.js';
import { loadConfig } from '../config/load-config.js';
import { DomainBoxes } from '../crypto/data-keys.js';
import { KeyRing } from '../crypto/key-ring.js';
import { Boxes } from '../database/boxes.js';
import { KeysRepository } from '../database/keys.repository.js';
import { SystemUnitOfWork, UnitOfWork } from '../database/unit-of-work.js';
import { newId } from '../ids.js';
import { BossRepository } from './boss.repository.js';
import type { JobHandler } from './job-handler.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobRunsRepository } from './job-runs.repository.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

let database: TestDatabase;
let unitOfWork: UnitOfWork;
let system: SystemUnitOfWork;
const domain = { id: newId(), name: 'acme' };
const running: JobRunner[] = [];

const actorIn = (where: { id: string; name: string }, ...grants: [Permission, Scope][]): Actor => ({
  kind: 'user',
  userId: newId(),
  username: 'ann',
  home: where,
  domain: where,
  roleKind: null,
  grants: new Map(grants),
  dryRun: false,
  once: null,
  origin: NOWHERE,
});
const mayAll: [Permission, Scope][] = [
  ['jobs:read', 'domain'],
  ['jobs:cancel', 'domain'],
];
const actor = actorIn(domain, ...mayAll);

/** An instance of Wardkeep as far as jobs go. */
async function instance(kinds: Readonly<Record<string, JobHandler>> = {}) {
  const queue = new JobQueue(new BossRepository(database.dataSource), loadConfig({}));
  const runner = new JobRunner(system, new JobRunsRepository(), queue, loadConfig({}));
  const service = new JobsService(unitOfWork, new JobsRepository(), queue, runner);
  for (const [kind, handler] of Object.entries(kinds)) service.define(kind, handler);
  await runner.onApplicationBootstrap();
  running.push(runner);
  return { service, runner };
}

const start = (service: JobsService, kind: string, input = {}, by: Actor = actor) =>
  unitOfWork.write(by, async (tx) => ({
    result: await service.start(tx, by, kind, input),
    audit: [{ type: 'user.updated' }],
  }));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function settled(service: JobsService, id: string) {
  for (;;) {
    const job = await service.get(actor, id);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();
  const ring = new KeyRing([{ id: 'kek-test', key: Buffer.alloc(32, 7), created: '2026-01-01T00:00:00.000Z' }]);
  const boxes = new Boxes(new DomainBoxes(ring), new KeysRepository());
  unitOfWork = new UnitOfWork(database.dataSource, boxes);
  system = new SystemUnitOfWork(database.dataSource, boxes);
  await database.sql(`INSERT INTO domain (id, name, display_name) VALUES ($1, $2, 'Acme')`, [domain.id, domain.name]);
});

afterEach(async () => {
  for (const runner of running.splice(0)) await runner.beforeApplicationShutdown();
});

afterAll(() => database.close());

describe('a job', () => {
  it('is carried out after its commit, with progress and result', async () => {
    const { service } = await instance({
      sum: async ({ input, progress, domain: { name } }) => {
        await progress(1, 2);
        await progress(2);
        return { sum: Number(input['a']) + Number(input['b']), in: name };
      },
    });
    const id = await start(service, 'sum', { a: 2, b: 3 });
    expect(await settled(service, id)).toMatchObject({
      id,
      kind: 'sum',
      state: 'succeeded',
      progress: { done: 2, total: 2 },
      result: { sum: 5, in: 'acme' },
      error: null,
      startedBy: 'ann',
    });
  });

  it('is not queued by a change that is rolled back', async () => {
    let runs = 0;
    const { service } = await instance({ never: () => Promise.resolve({ runs: (runs += 1) }) });
    await expect(
      unitOfWork.write(actor, async (tx) => {
        await service.start(tx, actor, 'never', {});
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const jobs = await database.sql(`SELECT FROM job WHERE kind = 'never'`);
    const messages = await database.dataSource.query<unknown[]>(
      `SELECT FROM pgboss.job WHERE name = 'wardkeep-jobs' AND state < 'active'`,
    );
    expect([jobs.length, messages.length, runs]).toEqual([0, 0, 0]);
  });

  it('that fails says so without details', async () => {
    const { service } = await instance({ bad: () => Promise.reject(new Error('password=hunter2')) });
    const id = await start(service, 'bad');
    expect(await settled(service, id)).toMatchObject({ state: 'failed', error: 'Something went wrong on our side' });
  });

  it('is carried out once, however often it is told', async () => {
    let runs = 0;
    const { service, runner } = await instance({
      once: async () => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return undefined;
      },
    });
    const id = await start(service, 'once');
    await Promise.all(Array.from({ length: 10 }, () => runner.carryOut(id)));
    await settled(service, id);
    await runner.carryOut(id);
    expect(runs).toBe(1);
  });

  it('is not ended by whoever lost it, though the same process took it over', async () => {
    const ends = jest.spyOn(JobRunsRepository.prototype, 'end');
    const turns: (() => void)[] = [];
    const { service, runner } = await instance({
      slow: async () => {
        const turn = turns.length + 1;
        await new Promise<void>((resolve) => turns.push(resolve));
        return { turn };
      },
    });
    const id = await start(service, 'slow');
    await until(() => turns.length === 1);
    await database.sql(`UPDATE job SET lease_until = '-infinity' WHERE id = $1`, [id]);
    const second = runner.carryOut(id);
    await until(() => turns.length === 2);
    turns[0]?.();
    await until(() => ends.mock.results.length === 1);
    await ends.mock.results[0]?.value;
    turns[1]?.();
    await second;
    ends.mockRestore();
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { turn: 2 } });
  });

  it('stops when it is cancelled, and its result is not used', async () => {
    const { service } = await instance({
      long: async (job) => {
        for (let piece = 1; !job.isCancelled(); piece += 1) {
          await job.progress(piece, 1_000_000);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return { whole: true };
      },
    });
    const id = await start(service, 'long');
    while ((await service.get(actor, id)).state !== 'running') await new Promise((done) => setTimeout(done, 10));
    expect(await service.cancel(actor, id)).toMatchObject({ state: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await service.get(actor, id)).toMatchObject({ state: 'cancelled', result: null });
    const [event] = await database.sql<object>(
      `SELECT subject_name, changes FROM audit_event WHERE type = 'job.cancelled' AND subject_id = $1`,
      [id],
    );
    expect(event).toMatchObject({ subject_name: 'long', changes: [{ field: 'state', after: 'cancelled' }] });
  });

  it('that was interrupted by a stop goes on where it was, in the next process', async () => {
    const seen: number[] = [];
    const handler: JobHandler = async (job) => {
      for (let piece = job.done; piece < 3; piece += 1) {
        if (job.isCancelled()) return undefined;
        seen.push(piece);
        await job.progress(piece + 1, 3);
        if (piece === 0) while (!job.isCancelled()) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return { pieces: 3 };
    };
    const first = await instance({ slow: handler });
    const id = await start(first.service, 'slow');
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await first.runner.beforeApplicationShutdown();
    const { service } = await instance({ slow: handler });
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { pieces: 3 } });
    expect(seen).toEqual([0, 1, 2]);
  });

  it('whose process was killed is taken up by the next one within seconds', async () => {
    const { service } = await instance({ killed: () => Promise.resolve({ fine: true }) });
    const id = newId();
    await database.sql(
      `INSERT INTO job (id, domain_id, kind, state, runner, attempts, lease_until)
       VALUES ($1, $2, 'killed', 'running', $3, 1, now() - interval '1 second')`,
      [id, domain.id, newId()],
    );
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { fine: true } });
  });

  it('that is interrupted again and again is given up', async () => {
    const { service } = await instance({ deadly: () => Promise.resolve(undefined) });
    const id = newId();
    await database.sql(
      `INSERT INTO job (id, domain_id, kind, state, runner, attempts, lease_until)
       VALUES ($1, $2, 'deadly', 'running', $3, 5, now() - interval '1 second')`,
      [id, domain.id, newId()],
    );
    expect(await settled(service, id)).toMatchObject({ state: 'failed', error: 'Interrupted too often' });
  });
});

describe('the list of jobs', () => {
  it('shows own jobs to who may see own ones, everybody’s to the others, and none of another Domain', async () => {
    const { service } = await instance({ listed: () => Promise.resolve(undefined) });
    const own = actorIn(domain, ['jobs:read', 'own'], ['jobs:cancel', 'own']);
    const [mine, theirs] = [await start(service, 'listed', {}, own), await start(service, 'listed')];
    const page = await service.list(own, { limit: 50 });
    expect(page.items.map(({ id }) => id)).toEqual([mine]);
    expect(page.total).toEqual({ value: 1, relation: 'exact' });
    await expect(service.get(own, theirs)).rejects.toMatchObject({ code: 'job-not-found' });
    await expect(service.cancel(own, theirs)).rejects.toMatchObject({ code: 'job-not-found' });
    expect((await service.list(actor, { limit: 50 })).items.map(({ id }) => id)).toEqual(
      expect.arrayContaining([mine, theirs]),
    );
    const stranger = actorIn({ id: newId(), name: 'other' }, ...mayAll);
    expect((await service.list(stranger, { limit: 50 })).items).toEqual([]);
    await expect(service.get(stranger, mine)).rejects.toMatchObject({ code: 'job-not-found' });
  });

  it('is read page by page, the newest first, without losing or repeating one', async () => {
    const { service } = await instance({ paged: () => Promise.resolve(undefined) });
    const reader = actorIn(domain, ['jobs:read', 'own']);
    const ids: string[] = [];
    for (let job = 0; job < 5; job += 1) ids.unshift(await start(service, 'paged', {}, reader));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await service.list(reader, { limit: 2, ...(cursor === null ? {} : { cursor }) });
      expect(page.total).toEqual({ value: 5, relation: 'exact' });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it('refuses a cursor of somebody else’s list', async () => {
    const { service } = await instance();
    const page = await service.list(actor, { limit: 1 });
    const other = actorIn(domain, ['jobs:read', 'own']);
    await expect(service.list(other, { limit: 1, cursor: page.nextCursor ?? '' })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });
});
