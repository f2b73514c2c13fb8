import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { Problem } from '../http/problem.js';
import { ActiveJob } from './active-job.js';
import type { JobHandler } from './job-handler.js';
import { JobQueue } from './job-queue.js';
import { JobRunsRepository, type Ending, type JobRun } from './job-runs.repository.js';

const LEASE_SECONDS = 6;
const RENEW_MS = 2_000;
const LOOK_MS = 2_000;
const LOOK_LIMIT = 50;
const MAX_ATTEMPTS = 5;
const SHUTDOWN_MS = 2_000;

/** Carries out jobs. The claim on a job's row makes sure that one instance at a time does, however often it is told. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobRunner.name);
  private readonly handlers = new Map<string, JobHandler>();
  private readonly active = new Map<ActiveJob, Promise<void>>();
  private lookout: NodeJS.Timeout | null = null;
  private isLooking = false;
  private isStopping = false;

  constructor(
    private readonly system: SystemUnitOfWork,
    private readonly runs: JobRunsRepository,
    private readonly queue: JobQueue,
    private readonly config: Config,
  ) {}

  define(kind: string, handler: JobHandler): void {
    if (this.handlers.has(kind)) throw new Error(`Jobs of kind ${kind} are defined twice`);
    this.handlers.set(kind, handler);
  }

  knows(kind: string): boolean {
    return this.handlers.has(kind);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.database.url === null) await this.system.maintain((tx) => this.runs.abandonAll(tx));
    await this.queue.start((jobId) => this.carryOut(jobId));
    this.lookout = setInterval(() => void this.lookForAbandoned(), LOOK_MS);
    this.lookout.unref();
    await this.lookForAbandoned();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    if (this.lookout) clearInterval(this.lookout);
    for (const job of this.active.keys()) job.stop();
    const ended = Promise.all(this.active.values());
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
    await this.queue.stop();
  }

  /** Carries out the job unless somebody else does, did, or must. */
  async carryOut(jobId: string): Promise<void> {
    if (this.isStopping) return;
    const kinds = [...this.handlers.keys()];
    const run = await this.system.maintain((tx) => this.runs.claim(tx, jobId, kinds, LEASE_SECONDS));
    const handler = run && this.handlers.get(run.kind);
    if (!run || !handler) return;
    const job = new ActiveJob(run, (progress) =>
      this.system.maintain((tx) => this.runs.renew(tx, run, progress, LEASE_SECONDS)),
    );
    const work = this.work(run, job, handler);
    this.active.set(job, work);
    try {
      await work;
    } finally {
      this.active.delete(job);
    }
  }

  private async work(run: JobRun, job: ActiveJob, handler: JobHandler): Promise<void> {
    const heartbeat = setInterval(() => void job.renew().catch(() => undefined), RENEW_MS);
    try {
      const ending = run.attempts > MAX_ATTEMPTS ? givenUp() : await this.endingOf(job, handler);
      if (ending) {
        await this.system.maintain((tx) => this.runs.end(tx, run, job.reached, ending));
      } else {
        await this.system.maintain((tx) => this.runs.release(tx, run, job.reached));
      }
    } catch (error) {
      this.logger.warn(`the job ${run.id} (${run.kind}) is interrupted: ${textOf(error)}`);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Null when the job is to go on later. What passes, such as a database that is away, is thrown. */
  private async endingOf(job: ActiveJob, handler: JobHandler): Promise<Ending | null> {
    try {
      const result = await handler(job);
      return job.isPartial ? null : { state: 'succeeded', result: result ?? null, error: null };
    } catch (error) {
      if (error instanceof Problem && error.status === 503) throw error;
      if (error instanceof Problem) return { state: 'failed', result: null, error: error.message };
      this.logger.error(error instanceof Error ? error : String(error));
      return { state: 'failed', result: null, error: 'Something went wrong on our side' };
    }
  }

  private async lookForAbandoned(): Promise<void> {
    if (this.isLooking || this.isStopping || this.handlers.size === 0) return;
    this.isLooking = true;
    try {
      await this.system.maintain(async (tx) => {
        const ids = await this.runs.abandoned(tx, [...this.handlers.keys()], LOOK_LIMIT);
        for (const id of ids) await this.queue.send(tx, id);
      });
    } catch (error) {
      this.logger.debug(`abandoned jobs can not be looked for: ${textOf(error)}`);
    } finally {
      this.isLooking = false;
    }
  }
}

function givenUp(): Ending {
  return { state: 'failed', result: null, error: 'Interrupted too often' };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
