import type { JobContext } from './job-handler.js';
import type { JobRun, Progress } from './job-runs.repository.js';

const SAVE_MS = 500;

/** Writes progress and lease. @returns whether the job is still ours */
type Save = (progress: Progress) => Promise<boolean>;

/** A job while it is carried out here. */
export class ActiveJob implements JobContext {
  readonly jobId: string;
  readonly input: JobContext['input'];
  readonly domain: JobContext['domain'];
  readonly actorId: string | null;
  readonly done: number;
  private current: Progress;
  private isLost = false;
  private isStopping = false;
  private wasToldToStop = false;
  private savedAt = 0;

  constructor(
    run: JobRun,
    private readonly save: Save,
  ) {
    this.jobId = run.id;
    this.input = run.input;
    this.domain = run.domain;
    this.actorId = run.actorId;
    this.done = run.done;
    this.current = { done: run.done, total: run.total };
  }

  get reached(): Progress {
    return this.current;
  }

  /** Whether the handler was asked to stop before it was through: its result is a part only. */
  get isPartial(): boolean {
    return this.wasToldToStop || this.isLost;
  }

  readonly progress = async (done: number, total?: number): Promise<void> => {
    this.current = { done, total: total ?? this.current.total };
    const isLast = done === this.current.total;
    if (isLast || Date.now() - this.savedAt >= SAVE_MS) await this.renew();
  };

  readonly isCancelled = (): boolean => {
    const mustStop = this.isLost || this.isStopping;
    if (mustStop) this.wasToldToStop = true;
    return mustStop;
  };

  async renew(): Promise<void> {
    this.savedAt = Date.now();
    if (!this.isLost) this.isLost = !(await this.save(this.current));
  }

  stop(): void {
    this.isStopping = true;
  }
}
