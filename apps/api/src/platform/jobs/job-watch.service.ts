import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Job } from 'wardkeep/contracts';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { JobsRepository, type JobRow } from './jobs.repository.js';
import { isOver, toJob } from './job-view.js';

const LOOK_MS = 500;

export type Watcher = {
  readonly jobId: string;
  readonly changed: (job: Job) => void;
  /** Nothing more comes: the job is gone, or the server stops. */
  readonly ended: () => void;
};

/**
 * Tells of jobs that somebody follows. One statement looks after all of them, however many follow; while nobody does,
 * nobody looks.
 */
@Injectable()
export class JobWatch implements BeforeApplicationShutdown {
  private readonly watchers = new Set<Watcher>();
  private readonly known = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(
    private readonly system: SystemUnitOfWork,
    private readonly jobs: JobsRepository,
  ) {}

  get size(): number {
    return this.watchers.size;
  }

  /** @returns what ends it */
  follow(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    this.known.delete(watcher.jobId);
    this.lookSoon();
    return () => void this.watchers.delete(watcher);
  }

  beforeApplicationShutdown(): void {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.ended();
    this.watchers.clear();
  }

  private lookSoon(): void {
    if (this.timer !== null || this.isStopped || this.watchers.size === 0) return;
    this.timer = setTimeout(() => void this.look(), LOOK_MS).unref();
  }

  private async look(): Promise<void> {
    const ids = [...new Set([...this.watchers].map(({ jobId }) => jobId))];
    try {
      const rows = await this.system.read((tx) => this.jobs.several(tx, ids));
      this.tell(ids, new Map(rows.map((row) => [row.id, row])));
    } catch {
      // The database is away: whoever follows hears of it all once it is back.
    }
    this.timer = null;
    this.lookSoon();
  }

  private tell(ids: readonly string[], rows: ReadonlyMap<string, JobRow>): void {
    const news = new Set(ids.filter((id) => this.isNews(id, rows.get(id))));
    for (const watcher of [...this.watchers]) {
      const row = rows.get(watcher.jobId);
      if (row && news.has(row.id)) watcher.changed(toJob(row));
      if (!row && ids.includes(watcher.jobId)) watcher.ended();
    }
    for (const id of this.known.keys()) if (!rows.has(id) || isOver(rows.get(id))) this.known.delete(id);
  }

  private isNews(id: string, row: JobRow | undefined): boolean {
    const now = row ? `${row.state} ${row.done} ${row.total}` : '';
    const isNew = this.known.get(id) !== now;
    this.known.set(id, now);
    return isNew;
  }
}
