import { Injectable } from '@nestjs/common';
import type { FieldChange } from 'wardkeep/contracts';
import { mayDeleteUser, type ImportedFields } from 'wardkeep/rules';
import { withAudit, type Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { ImportedUserBatches } from '../../users/imported-users/imported-user-batches.service.js';
import type { ChangedUser } from '../../users/imported-users/imported-users.js';
import { ImportJudge, isAdministrator, knownUser, type Court } from './import-judge.service.js';
import { ImportRowsRepository, type ComparedRow, type UndoneRow } from './import-rows.repository.js';
import { sumOf, type Acting, type RunningImport, type Tally } from './import-run.js';
import { ImportRuns } from './import-runs.service.js';

const BATCH = 200;

type Sorted = {
  readonly gone: (ChangedUser & { readonly position: number })[];
  readonly restored: (ChangedUser & { readonly position: number })[];
  readonly kept: Map<number, string>;
};

/** Takes back what an import did, of users whom nobody touched since, with the rights of the one who undoes it. */
@Injectable()
export class ImportUndoer {
  constructor(
    private readonly runs: ImportRuns,
    private readonly rows: ImportRowsRepository,
    private readonly judge: ImportJudge,
    private readonly users: ImportedUserBatches,
  ) {}

  async undo(running: RunningImport): Promise<void> {
    const { run, job } = running;
    for (let after = -1; ;) {
      const next = await this.runs.look(running, (tx) => this.rows.written(tx, run.id, after, BATCH));
      const last = next.at(-1);
      if (!last) return;
      const acting = await this.runs.acting(running);
      await this.runs.within(running, (tx) => this.undoSome(tx, running, acting, next));
      after = last.position;
      const done = sumOf(run.tally, ['deleted', 'restored', 'kept']);
      await job.progress(done, sumOf(run.tally, ['created', 'updated']));
    }
  }

  private async undoSome(
    tx: WriteTx,
    running: RunningImport,
    acting: Acting,
    batch: readonly Pick<ComparedRow, 'position' | 'targetId'>[],
  ): Promise<Change<void>> {
    const { run } = running;
    const ids = batch.flatMap(({ targetId }) => (targetId === null ? [] : [targetId]));
    await this.users.lock(tx, ids, true);
    const court = await this.judge.court(tx, running, acting);
    const positions = batch.map(({ position }) => position);
    const { gone, restored, kept } = this.sort(court, await this.rows.undoable(tx, run.id, positions));

    const behalf = { who: run.person, detail: `undoing of the import of ${run.fileName}` };
    const removed = await this.users.remove(tx, behalf, gone);
    const changed = await this.users.change(tx, behalf, restored, 'user.restored');
    const marks: UndoneRow[] = [
      ...gone.map(({ position, id }) => markOf(position, 'deleted', removed.refused.get(id))),
      ...restored.map(({ position, id }) => markOf(position, 'restored', changed.refused.get(id))),
      ...[...kept].map(([position, because]) => markOf(position, 'kept', because)),
    ];
    await this.rows.markUndone(tx, run.id, marks);
    await this.runs.countOn(tx, running, talliedBy(marks));
    return withAudit(undefined, [...removed.audit, ...changed.audit]);
  }

  private sort(court: Court, rows: readonly ComparedRow[]): Sorted {
    const sorted: Sorted = { gone: [], restored: [], kept: new Map() };
    for (const row of rows) {
      const because = whyTouched(row);
      if (because !== null || !row.user) sorted.kept.set(row.position, because ?? 'user-gone');
      else if (row.outcome === 'created') this.sortGone(sorted, court, row);
      else this.sortRestored(sorted, court, row);
    }
    return sorted;
  }

  private sortGone(sorted: Sorted, { acting }: Court, row: ComparedRow): void {
    const { user } = row;
    if (!user) return;
    const decision = mayDeleteUser(acting, knownUser(user));
    if (!decision.allowed) sorted.kept.set(row.position, decision.because);
    else sorted.gone.push({ ...targetOf(row), changes: backwards(row.changes), roleId: null });
  }

  /** A person who wrote the earlier values by hand would be asked the same. */
  private sortRestored(sorted: Sorted, court: Court, row: ComparedRow): void {
    const back = backwards(row.changes);
    const before = Object.fromEntries(back.map(({ field, after }) => [field, after]));
    const fields = { username: row.fields.username, ...before } as ImportedFields;
    const asked = { ...row, found: [], secretKind: null, emailHolder: null };
    const { verdict, reasons, changes, roleId } = this.judge.judge(court, asked, fields);
    if (verdict === 'changed') sorted.restored.push({ ...targetOf(row), changes, roleId });
    else sorted.kept.set(row.position, reasons[0]?.code ?? 'changed-meanwhile');
  }
}

/** Who signed in has used the account, though nobody changed it. */
function whyTouched({ user, writtenVersion, outcome }: ComparedRow): string | null {
  if (!user) return 'user-gone';
  if (user.version !== writtenVersion) return 'changed-meanwhile';
  return outcome === 'created' && !user.neverSignedIn ? 'signed-in-meanwhile' : null;
}

function targetOf({ position, user }: ComparedRow) {
  const { userId, username } = user ?? { userId: '', username: '' };
  return { position, id: userId ?? '', username, isAdministrator: user !== null && isAdministrator(user) };
}

function backwards(changes: readonly FieldChange[]): FieldChange[] {
  return changes.map(({ field, before, after }) => ({ field, before: after, after: before }));
}

function markOf(position: number, undone: UndoneRow['undone'], refused: string | undefined): UndoneRow {
  return refused === undefined ? { position, undone, refused: null } : { position, undone: 'kept', refused };
}

function talliedBy(marks: readonly UndoneRow[]): Tally {
  const tally: Record<string, number> = {};
  for (const { undone } of marks) tally[undone] = (tally[undone] ?? 0) + 1;
  return tally;
}
