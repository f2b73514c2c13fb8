import { Injectable } from '@nestjs/common';
import type { FieldChange } from 'wardkeep/contracts';
import { withAudit, type Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { Problem } from '../../platform/http/problem.js';
import { DirectoryUserBatches } from '../../users/directory-user-batches.service.js';
import type { DirectoryOutcome, NewDirectoryUser } from '../../users/directory-users.js';
import { SyncChangesRepository, type AppliedChange, type PlannedChange } from './sync-changes.repository.js';
import { SyncEntriesRepository } from './sync-entries.repository.js';
import type { RunningSync } from './sync-run.js';
import { SyncRuns } from './sync-runs.service.js';

const BATCH = 200;
const FOLLOWED = 2_000;
const TRIES = 3;
/** Somebody took a name, or deleted what a batch refers to, while it was written: looked at again, that one is refused. */
const RACES: readonly string[] = ['username-taken', 'email-taken', 'login-name-taken', 'not-found'];

type Step = { readonly last: number; readonly count: number };

/** Makes the planned changes: each batch in one transaction with its audit events and the mark that it is done. */
@Injectable()
export class SyncApplier {
  constructor(
    private readonly runs: SyncRuns,
    private readonly entries: SyncEntriesRepository,
    private readonly changes: SyncChangesRepository,
    private readonly users: DirectoryUserBatches,
  ) {}

  /** `done` of `total` were made before an interruption; what is marked is not made again. */
  async apply(sync: RunningSync, done: number, total: number): Promise<void> {
    let step: Step = { last: -1, count: BATCH };
    while (step.count === BATCH) {
      step = await this.next(sync, step.last);
      await sync.job.progress((done += step.count), total);
    }
    for (let followed = FOLLOWED; followed === FOLLOWED;) {
      followed = await this.runs.within(sync, async (tx) => ({
        result: await this.entries.follow(tx, sync.run, FOLLOWED),
        unchanged: true,
      }));
    }
  }

  private async next(sync: RunningSync, after: number, tries = TRIES): Promise<Step> {
    try {
      return await this.runs.within(sync, (tx) => this.applySome(tx, sync, after));
    } catch (error) {
      if (tries > 1 && error instanceof Problem && RACES.includes(error.code)) return this.next(sync, after, tries - 1);
      throw error;
    }
  }

  private async applySome(tx: WriteTx, sync: RunningSync, after: number): Promise<Change<Step>> {
    const { run, provider, actor } = sync;
    const planned = await this.changes.open(tx, run.id, after, BATCH);
    const step = { last: planned.at(-1)?.position ?? after, count: planned.length };
    if (planned.length === 0) return { result: step, unchanged: true };
    const behalf = { who: run.who, detail: `directory sync of ${provider.name}` };
    const [news, others] = [planned.filter(isNew), planned.filter((change) => !isNew(change))];
    const made = await this.users.create(tx, actor.domain.id, provider, behalf, news.map(toNewUser));
    const wanted = others.flatMap(({ userId, changes }) => (userId === null ? [] : [{ userId, changes }]));
    const changed = await this.users.change(tx, provider, behalf, wanted);

    const marks = planned.map((change) =>
      isNew(change) ? markOf(change, change.subject, made) : markOf(change, change.userId ?? '', changed),
    );
    await this.changes.mark(tx, run.id, marks);
    const refused = marks.filter((mark) => mark.refused !== null).length;
    await this.runs.countOn(tx, sync, marks.length - refused, refused);
    return withAudit(step, [...made.audit, ...changed.audit]);
  }
}

function isNew({ kind }: PlannedChange): boolean {
  return kind === 'create';
}

function toNewUser({ subject, dn, roleId, changes }: PlannedChange): NewDirectoryUser {
  return {
    subject,
    dn: dn ?? '',
    roleId: roleId ?? '',
    username: textOf(changes, 'username') ?? '',
    firstName: textOf(changes, 'firstName') ?? '',
    lastName: textOf(changes, 'lastName') ?? '',
    email: textOf(changes, 'email'),
  };
}

function textOf(changes: readonly FieldChange[], wanted: string): string | null {
  const after = changes.find(({ field }) => field === wanted)?.after;
  return typeof after === 'string' ? after : null;
}

function markOf({ position }: PlannedChange, key: string, { done, refused }: DirectoryOutcome): AppliedChange {
  const userId = done.get(key) ?? null;
  return { position, userId, refused: userId === null ? (refused.get(key) ?? 'user-gone') : null };
}
