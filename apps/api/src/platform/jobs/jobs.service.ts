import { Injectable } from '@nestjs/common';
import type { Job, JobsQueryDto, Page, Permission } from 'wardkeep/contracts';
import type { Actor, AnyActor } from '../actor.js';
import { decodeCursor, pageOf } from '../database/keyset.js';
import type { ReadTx, WriteTx } from '../database/transaction.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Problem } from '../http/problem.js';
import { newId } from '../ids.js';
import type { JobHandler, JobInput, JobTraits } from './job-handler.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { toJob } from './job-view.js';
import { JobsRepository, type JobRow } from './jobs.repository.js';

/** Work in the background: it is queued with the change that asks for it, shows its progress and survives a crash. */
@Injectable()
export class JobsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobsRepository,
    private readonly queue: JobQueue,
    private readonly runner: JobRunner,
  ) {}

  /** Says how jobs of a kind are carried out; to be said before the application starts (`onModuleInit`). */
  define(kind: string, handler: JobHandler, traits: JobTraits = {}): void {
    this.runner.define(kind, handler, traits);
  }

  /** Carries out `task` by a cron line in UTC, once among all instances; to be said before the application starts. */
  schedule(name: string, cron: string, task: () => Promise<void>): void {
    this.queue.schedule(name, cron, task);
  }

  /** Queues a job in the caller's transaction; its input must hold no secret. @returns its id */
  async start(tx: WriteTx, actor: AnyActor, kind: string, input: JobInput): Promise<string> {
    if (!this.runner.knows(kind)) throw new Error(`Nobody defined jobs of kind ${kind}`);
    const id = newId();
    const who = actor.kind === 'user' ? { id: actor.userId, name: actor.username } : { id: null, name: null };
    const domainId = actor.domain.id;
    await this.jobs.add(tx, { id, domainId, kind, input, actorId: who.id, startedBy: who.name });
    await this.queue.send(tx, id);
    return id;
  }

  /** A job that the actor may see, within the caller's transaction. */
  async find(tx: ReadTx, actor: Actor, id: string): Promise<Job> {
    const row = await this.jobs.find(tx, id, ownerFor(actor, 'jobs:read'));
    if (!row) throw new Problem('job-not-found');
    return toJob(row);
  }

  list(actor: Actor, query: JobsQueryDto): Promise<Page<Job>> {
    const ownerId = ownerFor(actor, 'jobs:read');
    const list = `jobs ${actor.domain.id} ${ownerId ?? 'all'}`;
    return this.unitOfWork.read(actor, async (tx) => {
      const after = query.cursor === undefined ? null : decodeCursor(query.cursor, list, ['time', 'uuid']);
      const rows = await this.jobs.page(tx, ownerId, after?.values ?? null, query.limit + 1);
      const total = after?.total ?? (await this.jobs.count(tx, ownerId));
      const valuesOf = (row: JobRow) => [row.createdAt.toISOString(), row.id];
      return pageOf(rows, { limit: query.limit, list, total, valuesOf, toItem: toJob });
    });
  }

  get(actor: Actor, id: string): Promise<Job> {
    return this.unitOfWork.read(actor, (tx) => this.find(tx, actor, id));
  }

  /** A job that runs stops at its next piece of work; one that has ended stays as it is. */
  cancel(actor: Actor, id: string): Promise<Job> {
    return this.unitOfWork.write(actor, async (tx) => {
      const job = await this.jobs.find(tx, id, ownerFor(actor, 'jobs:cancel'));
      if (!job) throw new Problem('job-not-found');
      const cancelled = await this.jobs.cancel(tx, id);
      if (!cancelled) return { result: toJob(job), unchanged: true };
      return {
        result: toJob(cancelled),
        audit: [
          {
            type: 'job.cancelled',
            subject: { kind: 'job', id, name: job.kind },
            changes: [{ field: 'state', before: job.state, after: 'cancelled' }],
          },
        ],
      };
    });
  }
}

/** Whose jobs they see: their own, or null for everybody's of the Domain. */
function ownerFor(actor: Actor, permission: Permission): string | null {
  const scope = actor.grants.get(permission);
  return scope === 'domain' || scope === 'all' ? null : actor.userId;
}
