import { Injectable } from '@nestjs/common';
import type { ImportOutcome } from 'wardkeep/contracts';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { ImportedUserBatches } from '../../users/imported-users/imported-user-batches.service.js';
import type { ChangedUser, ImportedOutcome, ImportedUser } from '../../users/imported-users/imported-users.js';
import { ImportCredentials, type OpenRow, type Prepared } from './import-credentials.service.js';
import { ImportJudge, isAdministrator, type Court, type Judgement } from './import-judge.service.js';
import { ImportRowsRepository, type ComparedRow, type MarkedRow } from './import-rows.repository.js';
import { applicable, sumOf, type Acting, type RunningImport, type Tally } from './import-run.js';
import { ImportRuns } from './import-runs.service.js';
import { secretPlace } from './import-staging.js';

const BATCH = 500;
/** Hashes in one batch: as many seconds of the lane, and as much to do again after a crash. */
const HASHES = 32;

/** The batches after which the planner looks at what the import made of the tables. */
const ANALYZED_AFTER: readonly number[] = [1, 20];

type Next = OpenRow & Pick<ComparedRow, 'changes' | 'targetId' | 'verdict'>;
type Sorted = {
  readonly made: (ImportedUser & { readonly position: number })[];
  readonly changed: (ChangedUser & { readonly position: number })[];
  readonly refused: Map<number, string>;
};

/** Makes and changes users as the rows say: each batch in one transaction with its audit events and its marks. */
@Injectable()
export class ImportApplier {
  constructor(
    private readonly runs: ImportRuns,
    private readonly rows: ImportRowsRepository,
    private readonly judge: ImportJudge,
    private readonly credentials: ImportCredentials,
    private readonly users: ImportedUserBatches,
  ) {}

  /** What is marked is not done again. */
  async apply(running: RunningImport): Promise<void> {
    const { run, job } = running;
    let batches = 0;
    for (let after = -1, batch = await this.next(running, after); batch.length > 0;) {
      const acting = await this.runs.acting(running);
      const prepared = await this.prepare(running, acting, batch);
      await this.runs.within(running, (tx) => this.applySome(tx, running, acting, batch, prepared));
      if (ANALYZED_AFTER.includes((batches += 1))) await this.runs.analyze(running);
      await job.progress(sumOf(run.tally, ['created', 'updated', 'refused']), applicable(run.tally));
      after = batch.at(-1)?.position ?? after;
      batch = await this.next(running, after);
    }
  }

  private async next(running: RunningImport, after: number): Promise<readonly Next[]> {
    const rows = await this.runs.look(running, (tx) => this.rows.open(tx, running.run.id, 'apply', after, BATCH));
    const hashed = rows.filter(({ credential }) => credential === 'password' || credential === 'temporary');
    const tooFar = hashed[HASHES];
    return tooFar ? rows.filter(({ position }) => position < tooFar.position) : rows;
  }

  private async prepare(
    running: RunningImport,
    acting: Acting,
    batch: readonly Next[],
  ): Promise<ReadonlyMap<number, Prepared>> {
    const made = batch.filter(({ verdict, credential }) => verdict === 'new' && credential !== 'invitation');
    if (made.length === 0) return new Map();
    const court = await this.runs.look(running, (tx) => this.judge.court(tx, running, acting));
    return this.credentials.prepare(running, court, made);
  }

  private async applySome(
    tx: WriteTx,
    running: RunningImport,
    acting: Acting,
    batch: readonly Next[],
    prepared: ReadonlyMap<number, Prepared>,
  ): Promise<Change<void>> {
    const { run, actor } = running;
    const changing = batch.filter(({ verdict }) => verdict === 'changed');
    const ids = changing.flatMap(({ targetId }) => (targetId === null ? [] : [targetId]));
    await this.users.lock(tx, ids, changing.some(takesRights));
    const court = await this.judge.court(tx, running, acting);
    const positions = batch.map(({ position }) => position);
    const sorted = this.sort(court, await this.rows.claimed(tx, run.id, positions), prepared);

    const behalf = { who: run.person, detail: `import of ${run.fileName}` };
    const made = await this.users.create(tx, actor, behalf, sorted.made);
    const changed = await this.users.change(tx, behalf, sorted.changed);
    const marks = [
      ...sorted.made.map(({ id, position }) =>
        markOf(position, id, made, 'created', secretOf(court, position, prepared)),
      ),
      ...sorted.changed.map(({ id, position }) => markOf(position, id, changed, 'updated', null)),
      ...[...sorted.refused].map(([position, because]) => refusedMark(position, because)),
    ];
    await this.rows.mark(tx, run.id, marks);
    await this.runs.countOn(tx, running, talliedBy(marks));
    return withAudit([...made.audit, ...changed.audit]);
  }

  /** Each row is judged again, as everything is now. */
  private sort(court: Court, rows: readonly ComparedRow[], prepared: ReadonlyMap<number, Prepared>): Sorted {
    const sorted: Sorted = { made: [], changed: [], refused: new Map() };
    for (const row of rows) {
      const judgement = this.judge.judge(court, row);
      const because = row.verdict === 'new' ? whyNotMade(row, judgement) : whyNotChanged(row, judgement);
      const ready = prepared.get(row.position) ?? { credential: null, invited: true, temporary: null };
      if (because !== null) sorted.refused.set(row.position, because);
      else if (row.verdict === 'changed') sorted.changed.push(toChanged(row, judgement));
      else if ('refused' in ready) sorted.refused.set(row.position, ready.refused);
      else sorted.made.push(toMade(row, judgement, ready));
    }
    return sorted;
  }
}

function takesRights({ changes }: Next): boolean {
  return changes.some(({ field }) => field === 'role' || field === 'enabled');
}

function whyNotMade(row: ComparedRow, { verdict, reasons }: Judgement): string | null {
  if (row.user) return 'username-taken';
  return verdict === 'new' ? null : (reasons[0]?.code ?? 'changed-meanwhile');
}

function whyNotChanged(row: ComparedRow, { verdict, reasons }: Judgement): string | null {
  if (!row.user) return 'user-gone';
  if (row.user.userId !== row.targetId || row.user.version !== row.seenVersion) return 'changed-meanwhile';
  return verdict === 'changed' ? null : (reasons[0]?.code ?? 'changed-meanwhile');
}

/** What a new user has where the file says nothing. */
const DEFAULTS = {
  firstName: '',
  lastName: '',
  email: null,
  phone: null,
  enabled: true,
  twoFactorRequired: false,
  timeZone: null,
  language: null,
  emailNotifications: true,
};

function toMade(
  { position, fields, targetId }: ComparedRow,
  { changes, roleId }: Judgement,
  { credential, invited }: Exclude<Prepared, { readonly refused: string }>,
): Sorted['made'][number] {
  const { role: _role, loginMethod: _method, ...said } = fields;
  return { ...DEFAULTS, ...said, position, id: targetId ?? '', roleId: roleId ?? '', invited, credential, changes };
}

function toChanged({ position, user }: ComparedRow, { changes, roleId }: Judgement): Sorted['changed'][number] {
  const { userId, username } = user ?? { userId: '', username: '' };
  return {
    position,
    id: userId ?? '',
    username,
    isAdministrator: user !== null && isAdministrator(user),
    changes,
    roleId,
  };
}

/** A temporary password waits in its row until it is fetched. */
function secretOf({ box, domainId, importId }: Court, position: number, prepared: ReadonlyMap<number, Prepared>) {
  const ready = prepared.get(position);
  if (!ready || 'refused' in ready || ready.temporary === null) return null;
  return box.seal(secretPlace(domainId, importId, position, 'temporary'), ready.temporary);
}

function markOf(
  position: number,
  id: string,
  { done, refused }: ImportedOutcome,
  outcome: ImportOutcome,
  secret: string | null,
): MarkedRow {
  const version = done.get(id);
  if (version === undefined) return refusedMark(position, refused.get(id) ?? 'user-gone');
  return { position, outcome, refused: null, version, secret };
}

function refusedMark(position: number, refused: string): MarkedRow {
  return { position, outcome: 'refused', refused, version: null, secret: null };
}

function talliedBy(marks: readonly MarkedRow[]): Tally {
  const tally: Record<string, number> = {};
  for (const { outcome } of marks) tally[outcome] = (tally[outcome] ?? 0) + 1;
  return tally;
}

export function withAudit([first, ...rest]: readonly AuditEntry[]): Change<void> {
  return first ? { result: undefined, audit: [first, ...rest] } : { result: undefined, unchanged: true };
}
