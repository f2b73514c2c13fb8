import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { actorIn, JobInstances, until } from '../../../testing/job-instances.js';
import type { Actor, DomainRef } from '../actor.js';
import { Problem } from '../http/problem.js';
import { newId } from '../ids.js';
import type { JobHandler } from './job-handler.js';
import { JobRunsRepository } from './job-runs.repository.js';
import type { JobsService } from './jobs.service.js';

let jobs: JobInstances;
let domain: DomainRef;
let actor: Actor;

const start = (service: JobsService, kind: string, input = {}, by: Actor = actor) =>
  jobs.queue(service, by, kind, input);

async function settled(service: JobsService, id: string) {
  for (;;) {
    const job = await service.get(actor, id);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(async () => {
  Logger.overrideLogger(false);
  jobs = await JobInstances.open();
  domain = await jobs.domain('acme');
  actor = actorIn(domain);
});
afterEach(() => jobs.stopAll());
afterAll(() => jobs.database.close());

describe('a job', () => {
  it('is carried out after its commit, with progress and result', async () => {
    const { service } = await jobs.start({
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
    const { service } = await jobs.start({ never: () => Promise.resolve({ runs: (runs += 1) }) });
    await expect(
      jobs.unitOfWork.write(actor, async (tx) => {
        await service.start(tx, actor, 'never', {});
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const rows = await jobs.database.sql(`SELECT FROM job WHERE kind = 'never'`);
    const messages = await jobs.database.dataSource.query<unknown[]>(
      `SELECT FROM pgboss.job WHERE name = 'wardkeep-jobs' AND state < 'active'`,
    );
    expect([rows.length, messages.length, runs]).toEqual([0, 0, 0]);
  });

  it('that fails says so without details', async () => {
    const { service } = await jobs.start({ bad: () => Promise.reject(new Error('password=hunter2')) });
    const id = await start(service, 'bad');
    expect(await settled(service, id)).toMatchObject({ state: 'failed', error: 'Something went wrong on our side' });
  });

  it('is carried out once, however often it is told', async () => {
    let runs = 0;
    const { service, runner } = await jobs.start({
      once: async () => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return undefined;
      },
    });
    const id = await start(service, 'once');
    await Promise.all(Array.from({ length: 10 }, () => runner.fill()));
    await settled(service, id);
    await runner.fill();
    expect(runs).toBe(1);
  });

  it('is not ended by whoever lost it, though the same process took it over', async () => {
    const ends = jest.spyOn(JobRunsRepository.prototype, 'end');
    const turns: (() => void)[] = [];
    const { service, runner } = await jobs.start({
      slow: async () => {
        const turn = turns.length + 1;
        await new Promise<void>((resolve) => turns.push(resolve));
        return { turn };
      },
    });
    const id = await start(service, 'slow');
    await until(() => turns.length === 1);
    await jobs.orphan(id);
    await runner.fill();
    await until(() => turns.length === 2);
    turns[0]?.();
    await until(() => ends.mock.results.length === 1);
    await ends.mock.results[0]?.value;
    turns[1]?.();
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { turn: 2 } });
    ends.mockRestore();
  });

  it('stops when it is cancelled, and its result is not used', async () => {
    const { service } = await jobs.start({
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
    const [event] = await jobs.database.sql<object>(
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
    const first = await jobs.start({ slow: handler });
    const id = await start(first.service, 'slow');
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await first.runner.beforeApplicationShutdown();
    const { service } = await jobs.start({ slow: handler });
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { pieces: 3 } });
    expect(seen).toEqual([0, 1, 2]);
  });

  it('whose process was killed is taken up by the next one within seconds', async () => {
    const { service } = await jobs.start({ killed: () => Promise.resolve({ fine: true }) });
    const id = newId();
    await jobs.database.sql(
      `INSERT INTO job (id, domain_id, kind, state, runner, attempts, lease_until)
       VALUES ($1, $2, 'killed', 'running', $3, 1, now() - interval '1 second')`,
      [id, domain.id, newId()],
    );
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { fine: true } });
  });

  it('that is interrupted again and again is given up', async () => {
    const { service } = await jobs.start({ deadly: () => Promise.resolve(undefined) });
    const id = newId();
    await jobs.database.sql(
      `INSERT INTO job (id, domain_id, kind, state, runner, attempts, lease_until)
       VALUES ($1, $2, 'deadly', 'running', $3, 5, now() - interval '1 second')`,
      [id, domain.id, newId()],
    );
    expect(await settled(service, id)).toMatchObject({ state: 'failed', error: 'Interrupted too often' });
  });
});

describe('a job that is interrupted more often than is let pass', () => {
  it('goes on as long as each time something was done', async () => {
    const pieces = 8;
    const { service, runner } = await jobs.start({
      steady: async (job) => {
        await job.progress(job.done + 1, pieces);
        if (job.done + 1 < pieces) throw new Problem('database-unavailable');
        return { pieces };
      },
    });
    const id = await start(service, 'steady');
    for (let done = 1; done < pieces; done += 1) {
      await until(async () => (await service.get(actor, id)).progress.done === done);
      await jobs.orphan(id);
      await runner.fill();
    }
    expect(await settled(service, id)).toMatchObject({ state: 'succeeded', result: { pieces } });
  });

  it('is given up where each attempt begins at nothing, and says so in its own way', async () => {
    const [attempts, farewells]: [number[], string[]] = [[], []];
    const handler: JobHandler = async (job) => {
      await job.progress(attempts.push(job.done), 100);
      throw new Problem('database-unavailable');
    };
    const givenUp = ({ jobId }: { readonly jobId: string }) => Promise.resolve(void farewells.push(jobId));
    const { service, runner } = await jobs.start({ futile: [handler, { startsAnew: true, givenUp }] });
    const id = await start(service, 'futile');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await until(async () => (await service.get(actor, id)).progress.done === attempt);
      await jobs.orphan(id);
      await runner.fill();
    }
    expect(await settled(service, id)).toMatchObject({ state: 'failed', error: 'Interrupted too often' });
    expect([attempts.length, farewells]).toEqual([5, [id]]);
  });

  it('is given up also where saying so fails, and once the database is there where it was away', async () => {
    const failures = [new Problem('database-unavailable'), new Error('broken')];
    const givenUp = () => Promise.reject(failures.shift() ?? new Error('asked too often'));
    const { service, runner } = await jobs.start({ broken: [() => Promise.resolve(undefined), { givenUp }] });
    const id = newId();
    await jobs.database.sql(
      `INSERT INTO job (id, domain_id, kind, state, attempts, lease_until)
       VALUES ($1, $2, 'broken', 'running', 5, '-infinity')`,
      [id, domain.id],
    );
    await runner.fill();
    await until(() => failures.length === 1);
    await jobs.orphan(id);
    await runner.fill();
    expect(await settled(service, id)).toMatchObject({ state: 'failed', error: 'Interrupted too often' });
    expect(failures).toEqual([]);
  });
});

describe('the list of jobs', () => {
  it('shows own jobs to who may see own ones, everybody’s to the others, and none of another Domain', async () => {
    const { service } = await jobs.start({ listed: () => Promise.resolve(undefined) });
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
    const stranger = actorIn({ id: newId(), name: 'other' });
    expect((await service.list(stranger, { limit: 50 })).items).toEqual([]);
    await expect(service.get(stranger, mine)).rejects.toMatchObject({ code: 'job-not-found' });
  });

  it('is read page by page, the newest first, without losing or repeating one', async () => {
    const { service } = await jobs.start({ paged: () => Promise.resolve(undefined) });
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
    const { service } = await jobs.start();
    const page = await service.list(actor, { limit: 1 });
    const other = actorIn(domain, ['jobs:read', 'own']);
    await expect(service.list(other, { limit: 1, cursor: page.nextCursor ?? '' })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });
});
