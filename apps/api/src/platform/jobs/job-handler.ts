import type { DomainRef } from '../actor.js';

/** What a job is told, and what it tells in the end. */
export type JobInput = Readonly<Record<string, unknown>>;

export type JobContext = {
  readonly jobId: string;
  readonly input: JobInput;
  readonly domain: DomainRef;
  /** Who started it; null when Wardkeep did. */
  readonly actorId: string | null;
  /** How far an earlier attempt came, as it told by `progress`; 0 the first time. */
  readonly done: number;
  /** Tells how far the work is, and renews the claim on the job. */
  readonly progress: (done: number, total?: number) => Promise<void>;
  /**
   * Whether to stop: somebody cancelled the job, this process is ending, or another took over. Ask between pieces of
   * work and return soon; after a `true` the handler's result is not used.
   */
  readonly isCancelled: () => boolean;
};

/**
 * Carries out jobs of one kind; what it returns is shown as the job's result. It runs again after a crash, from
 * the start or from `done`: a piece of work that is done already must be found done, not done twice.
 */
export type JobHandler = (context: JobContext) => Promise<JobInput | undefined>;

/** What a kind of jobs is like. Of one that says nothing a job may take long, and goes on where it was interrupted. */
export type JobTraits = {
  /** Takes minutes at most: some places are for such jobs alone, and none of them waits for a long one. */
  readonly isShort?: boolean;
  /** Each attempt begins at nothing: that one came further than another does not say that any will get through. */
  readonly startsAnew?: boolean;
  /** In place of the handler, once a job was interrupted too often. */
  readonly givenUp?: (context: JobContext) => Promise<void>;
};
