import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { Problem, toldOf } from '../http/problem.js';
import { ActiveJob } from './active-job.js';
import type { JobHandler, JobTraits } from './job-handler.js';
import { JobQueue } from './job-queue.js';
import { JobRunsRepository, type Ending, type JobRun, type Kinds } from './job-runs.repository.js';

const LEASE_SECONDS = 6;
const RENEW_MS = 2_000;
const LOOK_MS = 2_000;
const MAX_ATTEMPTS = 5;
const SHUTDOWN_MS = 2_000;
/** How many jobs an instance carries out at a time; the last place is for short ones. */
const PLACES = 3;
const LONG_PLACES = PLACES - 1;

type Kind = JobTraits & { readonly handler: JobHandler };

/** Carries out jobs. The claim on a job's row makes sure that one instance at a time does, however often it is told. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobRunner.name);
  private readonly kinds = new Map<string, Kind>();
  private readonly active = new Map<ActiveJob, { readonly kind: Kind; readonly ended: Promise<void> }>();
  private lookout: NodeJS.Timeout | null = null;
  private isFilling = false;
  private isTold = false;
  private isStopping = false;

  constructor(
    private readonly system: SystemUnitOfWork,
    private readonly runs: JobRunsRepository,
    private readonly queue: JobQueue,
    private readonly config: Config,
  ) {}

  define(kind: string, handler: JobHandler, traits: JobTraits): void {
    if (this.kinds.has(kind)) throw new Error(`Jobs of kind ${kind} are defined twice`);
    this.kinds.set(kind, { ...traits, handler });
  }

  knows(kind: string): boolean {
    return this.kinds.has(kind);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.database.url === null) await this.system.maintain((tx) => this.runs.abandonAll(tx));
    await this.queue.start(() => void this.fill());
    this.lookout = setInterval(() => void this.fill(), LOOK_MS);
    this.lookout.unref();
    await this.fill();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    if (this.lookout) clearInterval(this.lookout);
    for (const job of this.active.keys()) job.stop();
    const ended = Promise.all([...this.active.values()].map((each) => each.ended));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
    await this.queue.stop();
  }

  /**
   * Begins what waits, as far as there are places; asked again meanwhile, it looks again. Asked every now and then it also
   * finds what no message tells of: a job whose runner died, or one whose Domain had another running.
   */
  async fill(): Promise<void> {
    this.isTold = true;
    if (this.isFilling) return;
    this.isFilling = true;
    try {
      while (this.isTold) {
        this.isTold = false;
        if (await this.beginNext()) this.isTold = true;
      }
    } catch (error) {
      this.logger.debug(`waiting jobs can not be looked for: ${textOf(error)}`);
    } finally {
      this.isFilling = false;
    }
  }

  /** @returns whether there may be more to begin */
  private async beginNext(): Promise<boolean> {
    const kinds = this.kindsToBegin();
    if (this.isStopping || kinds.wanted.length === 0) return false;
    const run = await this.system.maintain((tx) => this.runs.claimNext(tx, kinds, LEASE_SECONDS));
    const kind = run && this.kinds.get(run.kind);
    if (!run || !kind) return false;
    this.begin(run, kind);
    return true;
  }

  private kindsToBegin(): Kinds {
    const [all, short] = [[...this.kinds.keys()], [...this.kinds].filter(([, { isShort }]) => isShort)];
    const names = short.map(([name]) => name);
    const taken = [...this.active.values()];
    if (taken.length >= PLACES) return { wanted: [], short: names };
    const isLongFull = taken.filter(({ kind }) => !kind.isShort).length >= LONG_PLACES;
    return { wanted: isLongFull ? names : all, short: names };
  }

  private begin(run: JobRun, kind: Kind): void {
    const outdone = kind.startsAnew ? null : run.done;
    const job = new ActiveJob(run, (progress) =>
      this.system.maintain((tx) => this.runs.renew(tx, run, progress, LEASE_SECONDS, outdone)),
    );
    const ended = this.work(run, job, kind).finally(() => {
      this.active.delete(job);
      void this.fill();
    });
    this.active.set(job, { kind, ended });
    if (this.isStopping) job.stop();
  }

  private async work(run: JobRun, job: ActiveJob, kind: Kind): Promise<void> {
    const heartbeat = setInterval(() => void job.renew().catch(() => undefined), RENEW_MS);
    try {
      const isGivenUp = run.attempts > MAX_ATTEMPTS;
      const ending = isGivenUp ? await this.givenUp(job, kind) : await this.endingOf(job, kind.handler);
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

  /** It is over also where saying so fails; what passes is thrown here, too. */
  private async givenUp(job: ActiveJob, kind: Kind): Promise<Ending | null> {
    const ending = await this.endingOf(job, async () => {
      await kind.givenUp?.(job);
      return undefined;
    });
    return ending && { state: 'failed', result: null, error: 'Interrupted too often' };
  }

  /** Null when the job is to go on later. What passes, such as a database that is away, is thrown. */
  private async endingOf(job: ActiveJob, handler: JobHandler): Promise<Ending | null> {
    try {
      const result = await handler(job);
      return job.isPartial ? null : { state: 'succeeded', result: result ?? null, error: null };
    } catch (error) {
      if (error instanceof Problem && error.status === 503) throw error;
      if (!(error instanceof Problem)) this.logger.error(error instanceof Error ? error : String(error));
      return { state: 'failed', result: null, error: toldOf(error) };
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
