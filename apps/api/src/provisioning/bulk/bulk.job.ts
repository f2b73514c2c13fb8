import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BULK_STEPS, type BulkResult, type BulkStep } from 'wardkeep/contracts';
import { reverseOf } from 'wardkeep/rules';
import { inDomain, type DomainActor, type DomainRef } from '../../platform/actor.js';
import type { AuditEntry } from '../../platform/database/change.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem, toldOf } from '../../platform/http/problem.js';
import type { JobContext, JobInput } from '../../platform/jobs/job-handler.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { BulkActors } from './bulk-actors.service.js';
import { BulkJobsRepository, type BulkCounts, type KeptBulkJob } from './bulk-jobs.repository.js';
import { BulkWorker } from './bulk-worker.service.js';

/** Somebody else holds a user, or the database was away for a moment: the same batch is tried again. */
const TRIES = 5;
const PAUSE_MS = 250;

export const kindOf = (step: BulkStep): string => `bulk-${step}`;

/** Carries out an action on many users, batch after batch; after an interruption it goes on with whom nobody came to. */
@Injectable()
export class BulkJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly bulk: BulkJobsRepository,
    private readonly actors: BulkActors,
    private readonly worker: BulkWorker,
  ) {}

  onModuleInit(): void {
    for (const step of BULK_STEPS) {
      const givenUp = (job: JobContext) => this.giveUp(job);
      this.jobs.define(kindOf(step), (job) => this.carryOut(job), { isShort: true, givenUp });
    }
  }

  async carryOut(job: JobContext): Promise<JobInput | undefined> {
    const bulk = await this.find(job);
    if (!bulk) return undefined;
    try {
      return (await this.isThrough(bulk, job)) ? await this.finish(bulk, job) : undefined;
    } catch (error) {
      if (!isPassing(error)) await this.fail(bulk, job, toldOf(error));
      throw error;
    }
  }

  /** @returns false when it is to stop before that: what is left stays open, and there is no result. */
  private async isThrough(bulk: KeptBulkJob, job: JobContext): Promise<boolean> {
    for (let { done, isOpen } = await this.reached(bulk, job); isOpen;) {
      await job.progress(done, bulk.total);
      if (job.isCancelled()) return false;
      const count = await this.next(bulk, job, TRIES);
      done += count;
      // Nothing was left, the job was cancelled, or whoever had it before did this very batch meanwhile.
      if (count === 0) ({ done, isOpen } = await this.reached(bulk, job));
      if (count === 0 && isOpen) await pause(PAUSE_MS);
    }
    await job.progress(bulk.total, bulk.total);
    return !job.isCancelled();
  }

  private find({ domain, jobId }: JobContext): Promise<KeptBulkJob | null> {
    return this.unitOfWork.read(inDomain(domain), (tx) => this.bulk.find(tx, jobId));
  }

  private async reached({ total }: KeptBulkJob, { domain, jobId }: JobContext) {
    const counts = await this.unitOfWork.read(inDomain(domain), (tx) => this.bulk.counts(tx, jobId));
    const done = counts.done + counts.unchanged + counts.refused;
    return { done, isOpen: done < total };
  }

  private async next(bulk: KeptBulkJob, job: JobContext, tries: number): Promise<number> {
    try {
      return await this.worker.next(await this.actors.of(bulk, job.domain), bulk);
    } catch (error) {
      if (tries <= 1 || !isPassing(error)) throw error;
      await pause(PAUSE_MS);
      return this.next(bulk, job, tries - 1);
    }
  }

  /** The event of the end is written once, however often the job comes here. */
  private finish(bulk: KeptBulkJob, { domain }: JobContext): Promise<BulkResult> {
    const { jobId, step, roleId, reverses } = bulk;
    return this.unitOfWork.write(actorOf(bulk, domain), async (tx) => {
      const counts = await this.bulk.counts(tx, jobId);
      const reversible = reverseOf(step) !== null && counts.done > 0;
      const result = { action: step, roleId, ...counts, reversible, reverses };
      if (!(await this.bulk.end(tx, jobId))) return { result, unchanged: true };
      return { result, audit: [endEvent(bulk, counts, null)] };
    });
  }

  private async giveUp(job: JobContext): Promise<void> {
    const bulk = await this.find(job);
    if (bulk) await this.fail(bulk, job, 'interrupted too often');
  }

  /** Whom nobody came to stays open; what was done stays done, and is told. */
  private fail(bulk: KeptBulkJob, { domain }: JobContext, because: string): Promise<void> {
    return this.unitOfWork.write<void>(actorOf(bulk, domain), async (tx) => {
      const counts = await this.bulk.counts(tx, bulk.jobId);
      if (!(await this.bulk.end(tx, bulk.jobId))) return { result: undefined, unchanged: true };
      return { result: undefined, audit: [endEvent(bulk, counts, because)] };
    });
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Problem && error.status === 503;
}

/** Wardkeep itself says how a job ended: whoever started it may be gone by then. */
function actorOf({ origin, jobId }: KeptBulkJob, domain: DomainRef): DomainActor {
  return inDomain(domain, { ...origin, requestId: jobId });
}

function endEvent(bulk: KeptBulkJob, counts: BulkCounts, because: string | null): AuditEntry {
  const { jobId, step, total, actorId, startedBy, homeName } = bulk;
  const { done, unchanged, refused } = counts;
  const reached = `${done} changed, ${unchanged} unchanged, ${refused} refused`;
  const open = total - done - unchanged - refused;
  return {
    type: 'bulk.ended',
    outcome: because === null ? 'success' : 'failed',
    subject: { kind: 'job', id: jobId, name: kindOf(step) },
    detail: because === null ? reached : `${because} (${reached}, ${open} left)`,
    actor: { id: actorId, username: startedBy ?? '', domain: homeName },
  };
}
