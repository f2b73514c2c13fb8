import type { Permission, Scope } from 'wardkeep/contracts';
import { NOWHERE, type Actor, type DomainRef } from '../src/platform/actor.js';
import { loadConfig } from '../src/platform/config/load-config.js';
import { DomainBoxes } from '../src/platform/crypto/data-keys.js';
import { KeyRing } from '../src/platform/crypto/key-ring.js';
import { Boxes } from '../src/platform/database/boxes.js';
import { KeysRepository } from '../src/platform/database/keys.repository.js';
import { SystemUnitOfWork, UnitOfWork } from '../src/platform/database/unit-of-work.js';
import { newId } from '../src/platform/ids.js';
import { BossRepository } from '../src/platform/jobs/boss.repository.js';
import type { JobHandler, JobTraits } from '../src/platform/jobs/job-handler.js';
import { JobQueue } from '../src/platform/jobs/job-queue.js';
import { JobRunner } from '../src/platform/jobs/job-runner.js';
import { JobRunsRepository } from '../src/platform/jobs/job-runs.repository.js';
import { JobsRepository } from '../src/platform/jobs/jobs.repository.js';
import { JobsService } from '../src/platform/jobs/jobs.service.js';
import { openTestDatabase, type TestDatabase } from './database.js';

type Kinds = Readonly<Record<string, JobHandler | readonly [JobHandler, JobTraits]>>;

const MAY_ALL: readonly [Permission, Scope][] = [
  ['jobs:read', 'domain'],
  ['jobs:cancel', 'domain'],
];

export const actorIn = (where: DomainRef, ...grants: [Permission, Scope][]): Actor => ({
  kind: 'user',
  userId: newId(),
  username: 'ann',
  home: where,
  domain: where,
  roleKind: null,
  grants: new Map(grants.length > 0 ? grants : MAY_ALL),
  dryRun: false,
  once: null,
  origin: NOWHERE,
});

/** Instances of Wardkeep as far as jobs go, on one database. */
export class JobInstances {
  private readonly running: JobRunner[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
  ) {}

  static async open(): Promise<JobInstances> {
    const database = await openTestDatabase();
    const ring = new KeyRing([{ id: 'kek-test', key: Buffer.alloc(32, 7), created: '2026-01-01T00:00:00.000Z' }]);
    const boxes = new Boxes(new DomainBoxes(ring), new KeysRepository());
    const { dataSource } = database;
    return new JobInstances(database, new UnitOfWork(dataSource, boxes), new SystemUnitOfWork(dataSource, boxes));
  }

  async domain(name: string): Promise<DomainRef> {
    const domain = { id: newId(), name };
    await this.database.sql(`INSERT INTO domain (id, name, display_name) VALUES ($1, $2, $2)`, [domain.id, name]);
    return domain;
  }

  async start(kinds: Kinds = {}) {
    const queue = new JobQueue(new BossRepository(this.database.dataSource), loadConfig({}));
    const runner = new JobRunner(this.system, new JobRunsRepository(), queue, loadConfig({}));
    const service = new JobsService(this.unitOfWork, new JobsRepository(), queue, runner);
    for (const [kind, carriedOut] of Object.entries(kinds)) {
      const [handler, traits] = typeof carriedOut === 'function' ? [carriedOut] : carriedOut;
      service.define(kind, handler, traits);
    }
    await runner.onApplicationBootstrap();
    this.running.push(runner);
    return { service, runner };
  }

  async stopAll(): Promise<void> {
    for (const runner of this.running.splice(0)) await runner.beforeApplicationShutdown();
  }

  /** Queues a job with a change, as everything does that starts one. */
  queue(service: JobsService, by: Actor, kind: string, input = {}): Promise<string> {
    return this.unitOfWork.write(by, async (tx) => ({
      result: await service.start(tx, by, kind, input),
      audit: [{ type: 'user.updated' }],
    }));
  }

  /** As if whoever carries the job out had died a while ago. */
  async orphan(id: string): Promise<void> {
    await this.database.sql(`UPDATE job SET lease_until = '-infinity' WHERE id = $1`, [id]);
  }
}

const GIVEN_UP_MS = 20_000;

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + GIVEN_UP_MS; !(await isSo());) {
    if (Date.now() > end) throw new Error(`It does not become so: ${String(isSo)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
