import { Injectable } from '@nestjs/common';
import { groupKey, toPerson } from 'wardkeep/rules';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Directories } from '../../providers/ldap/directories.js';
import type { DirectoryEntry } from '../../providers/ldap/directory-entry.js';
import { DirectoryProblem } from '../../providers/ldap/directory-problem.js';
import { SyncEntriesRepository, type StoredEntry } from './sync-entries.repository.js';
import { SyncInterrupted, SyncStopped, type RunningSync } from './sync-run.js';
import { SyncRuns } from './sync-runs.service.js';

/** One statement inserts so many, however large a page is. */
const BATCH = 1_000;
const REMOVED = 2_000;
const LOOK_MS = 250;
const MAX_DN = 1_000;

/** Reads the whole directory beside the users, page by page: nobody is touched before all of it is there. */
@Injectable()
export class SyncReader {
  constructor(
    private readonly directories: Directories,
    private readonly unitOfWork: UnitOfWork,
    private readonly runs: SyncRuns,
    private readonly entries: SyncEntriesRepository,
  ) {}

  /** @returns how many entries there are */
  async read(sync: RunningSync): Promise<number> {
    await this.clear(sync);
    const stop = new AbortController();
    const lookout = setInterval(() => {
      if (sync.job.isCancelled()) stop.abort(new SyncInterrupted());
    }, LOOK_MS);
    try {
      return await this.readAll(sync, stop.signal);
    } catch (error) {
      if (error instanceof DirectoryProblem) throw new SyncStopped(error.because, error.detail);
      throw error;
    } finally {
      clearInterval(lookout);
    }
  }

  /** What was read is of no use once the run has ended; what is left by a crash in between is tidied later. */
  async forget({ run, actor }: Pick<RunningSync, 'run' | 'actor'>): Promise<void> {
    for (let removed = REMOVED; removed === REMOVED;) {
      removed = await this.unitOfWork.write(actor, async (tx) => ({
        result: await this.entries.remove(tx, run.id, REMOVED),
        unchanged: true,
      }));
    }
  }

  /** What an attempt before this one had read. */
  private async clear(sync: RunningSync): Promise<void> {
    for (let removed = REMOVED; removed === REMOVED;) {
      removed = await this.runs.within(sync, async (tx) => ({
        result: await this.entries.remove(tx, sync.run.id, REMOVED),
        unchanged: true,
      }));
    }
  }

  private async readAll(sync: RunningSync, signal: AbortSignal): Promise<number> {
    const groups = new Set(sync.provider.config.groupRoles.map(({ group }) => groupKey(group)));
    let count = 0;
    for await (const page of this.directories.entries(sync.provider, signal)) {
      for (let from = 0; from < page.length; from += BATCH) {
        const batch = page.slice(from, from + BATCH).map((entry) => toStored(entry, groups));
        await this.add(sync, batch);
        count += batch.length;
        await sync.job.progress(count);
      }
    }
    if (count === 0) throw new SyncStopped('empty-answer', 'The directory answered no entry at all');
    return count;
  }

  private async add(sync: RunningSync, batch: readonly StoredEntry[]): Promise<void> {
    const { run, actor } = sync;
    const added = await this.runs.within(sync, async (tx) => ({
      result: await this.entries.add(tx, actor.domain.id, run.id, batch),
      unchanged: true,
    }));
    if (added === batch.length) return;
    throw new SyncStopped(
      'duplicate-subject',
      `${sync.provider.config.attributes.uniqueId} is not unique: ${repeatedOf(batch) ?? 'an entry came twice'}`,
    );
  }
}

/** Of the groups only those that give a role are kept. */
function toStored(entry: DirectoryEntry, groups: ReadonlySet<string>): StoredEntry {
  return {
    ...toPerson(entry),
    subject: entry.subject,
    dn: entry.dn.replace(/[\0\p{Cs}]/gu, '\u{FFFD}').slice(0, MAX_DN),
    groups: entry.groups.filter((group) => groups.has(groupKey(group))),
  };
}

function repeatedOf(batch: readonly StoredEntry[]): string | null {
  const seen = new Map<string, string>();
  for (const { subject, dn } of batch) {
    const other = seen.get(subject);
    if (other !== undefined) return `${other} and ${dn} have the same`;
    seen.set(subject, dn);
  }
  return null;
}
