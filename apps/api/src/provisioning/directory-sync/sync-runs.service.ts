import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { SyncCounts, SyncState } from 'wardkeep/contracts';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { subjectOf, SyncInterrupted, type RunEnding, type RunningSync, type SyncRunRow } from './sync-run.js';
import { SyncRunsRepository, type Orphan } from './sync-runs.repository.js';

/** What a run has reached; nothing of it is written by anybody but the one whose turn it is. */
@Injectable()
export class SyncRuns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly runs: SyncRunsRepository,
  ) {}

  /**
   * A piece of the run's work in one transaction, while the run is still ours and its Domain enabled. The embedded database answers without a
   * turn of the event loop: everybody else gets theirs between two pieces.
   */
  async within<T>({ job, run, actor }: RunningSync, work: (tx: WriteTx) => Promise<Change<T>>): Promise<T> {
    await nextTurn();
    if (job.isCancelled()) throw new SyncInterrupted();
    return this.unitOfWork.write(actor, async (tx) => {
      const locked = await this.runs.lock(tx, run);
      if (!locked) throw new SyncInterrupted();
      if (!locked.isDomainEnabled) throw new Problem('permission-missing', { detail: 'The Domain is disabled.' });
      return work(tx);
    });
  }

  enter(sync: RunningSync, state: SyncState): Promise<void> {
    return this.within(sync, async (tx) => {
      await this.runs.enter(tx, sync.run.id, state);
      return { result: undefined, unchanged: true };
    });
  }

  saveCounts(tx: WriteTx, { run }: RunningSync, counts: SyncCounts): Promise<void> {
    return this.runs.saveCounts(tx, run.id, counts);
  }

  countOn(tx: WriteTx, { run }: RunningSync, applied: number, refused: number): Promise<void> {
    return this.runs.countOn(tx, run.id, applied, refused);
  }

  enabledUsers(tx: WriteTx, { run }: RunningSync): Promise<number> {
    return this.runs.enabledUsers(tx, run.providerId);
  }

  isCancelled({ job, actor }: Pick<RunningSync, 'job' | 'actor'>): Promise<boolean> {
    return this.unitOfWork.read(actor, (tx) => this.runs.isCancelled(tx, job.jobId));
  }

  /** The end of the run and what the audit log says of it; nothing when somebody ended it before. */
  end({ run, provider, actor }: Omit<RunningSync, 'job'>, ending: RunEnding): Promise<void> {
    return this.unitOfWork.write<void>(actor, async (tx) => {
      const ended = await this.runs.end(tx, run.id, ending);
      if (!ended) return { result: undefined, unchanged: true };
      return { result: undefined, audit: [endEvent(ended, provider, run.who)] };
    });
  }

  /** Ends what its job left behind: the unique place of a running sync must not stay taken. */
  async settle(tx: WriteTx, orphan: Orphan): Promise<AuditEntry[]> {
    const { id, state, detail, providerId, providerName } = orphan;
    const ended = await this.runs.end(tx, id, { state, ...(detail === null ? {} : { detail }) });
    return ended ? [endEvent(ended, { id: providerId, name: providerName }, null)] : [];
  }
}

function endEvent(
  run: SyncRunRow,
  provider: { readonly id: string; readonly name: string },
  who: RunningSync['run']['who'],
): AuditEntry {
  const isStopped = run.state === 'stopped';
  const figures = { ...run.counts, applied: run.applied, refused: run.refused };
  const reached = Object.entries(figures).filter(([, count]) => count > 0);
  const why = [run.state, run.stoppedBecause, run.detail].filter((part) => part !== null).join(': ');
  return {
    type: isStopped ? 'sync.stopped' : 'sync.ended',
    outcome: run.state === 'succeeded' ? 'success' : 'failed',
    subject: subjectOf(provider),
    changes: [{ field: 'mode', before: null, after: run.mode }, ...reached.map(toChange)],
    detail: why,
    ...(who && { actor: who }),
  };
}

const toChange = ([field, after]: [string, number]) => ({ field, before: null, after });
