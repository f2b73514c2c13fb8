import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BULK_STEPS, type BulkResult, type BulkStep } from 'wardkeep/contracts';
import { reverseOf } from 'wardkeep/rules';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import type { JobContext, JobInput } from '../../platform/jobs/job-handler.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { BulkActors } from './bulk-actors.service.js';
import { BulkJobsRepository, type KeptBulkJob } from './bulk-jobs.repository.js';
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
    for (const step of BULK_STEPS) this.jobs.define(kindOf(step), (job) => this.carryOut(job));
  }

  async carryOut(job: JobContext): Promise<JobInput | undefined> {
    const found = await this.begin(job);
    if (!found) return undefined;
    const { bulk } = found;
    let { done } = found;
    await job.progress(done, bulk.total);
    for (let count = -1; count !== 0;) {
      if (job.isCancelled()) return undefined;
      count = await this.next(bulk, job, TRIES);
      done += count;
      await job.progress(done, bulk.total);
    }
    // Cancelled while it worked: what is left stays open, and there is no result.
    if (done < bulk.total) return undefined;
    return this.finish(bulk, job);
  }

  private begin({ domain, jobId }: JobContext): Promise<{ bulk: KeptBulkJob; done: number } | null> {
    return this.unitOfWork.read(inDomain(domain), async (tx) => {
      const bulk = await this.bulk.find(tx, jobId);
      if (!bulk) return null;
      const { done, unchanged, refused } = await this.bulk.counts(tx, jobId);
      return { bulk, done: done + unchanged + refused };
    });
  }

  private async next(bulk: KeptBulkJob, job: JobContext, tries: number): Promise<number> {
    try {
      return await this.worker.next(await this.actors.of(bulk, job.domain), bulk);
    } catch (error) {
      if (tries <= 1 || !(error instanceof Problem) || error.status !== 503) throw error;
      await pause(PAUSE_MS);
      return this.next(bulk, job, tries - 1);
    }
  }

  /** The event of the end is written once, however often the job comes here. */
  private async finish(bulk: KeptBulkJob, { domain }: JobContext): Promise<BulkResult> {
    const actor = await this.actors.of(bulk, domain);
    const { jobId, step, roleId, reverses } = bulk;
    return this.unitOfWork.write(actor, async (tx) => {
      const counts = await this.bulk.counts(tx, jobId);
      const result = {
        action: step,
        roleId,
        ...counts,
        reversible: reverseOf(step) !== null && counts.done > 0,
        reverses,
      };
      if (!(await this.bulk.end(tx, jobId))) return { result, unchanged: true };
      const { done, unchanged, refused } = counts;
      const detail = `${done} changed, ${unchanged} unchanged, ${refused} refused`;
      return {
        result,
        audit: [{ type: 'bulk.ended', subject: { kind: 'job', id: jobId, name: kindOf(step) }, detail }],
      };
    });
  }
}
