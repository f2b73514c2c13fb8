import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { withAudit, type Change } from '../../platform/database/change.js';
import { sideBySide } from '../../platform/database/side-by-side.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { ImportedUserBatches } from '../../users/imported-users/imported-user-batches.service.js';
import type {
  ChangedUser,
  ImportedOutcome,
  ImportedUser,
  OnWhoseBehalf,
} from '../../users/imported-users/imported-users.js';
import {
  ImportApplyingRepository,
  type MarkedRow,
  type NewRow,
  type Stretch,
  type UnappliedRow,
} from './import-applying.repository.js';
import { ImportCredentials, INVITED, type Prepared, type Ready } from './import-credentials.service.js';
import { ImportJudge, isAdministrator, type Court, type Judgement } from './import-judge.service.js';
import { ImportRowsRepository, type ComparedRow } from './import-rows.repository.js';
import { refusalEvents } from './import-refusals.js';
import { applicable, sumOf, type Acting, type RunningImport, type Tally } from './import-run.js';
import { ImportRuns } from './import-runs.service.js';
import { secretPlace } from './import-staging.js';
import { Lanes } from './lanes.js';

/** A statement of the embedded database stops everything else: its pieces are short, and one at a time. */
const PACE = { server: { batch: 500, lanes: 2 }, embedded: { batch: 250, lanes: 1 } };
/** Hashes in one batch: as many seconds of the lane, and as much to do again after a crash. */
const HASHES = 32;

/** The batches after which the planner looks at what the import made of the tables. */
const ANALYZED_AFTER: readonly number[] = [1, 20];

type Part = {
  readonly verdict: 'new' | 'changed';
  readonly lanes: number;
  readonly applySome: (batch: readonly UnappliedRow[]) => Promise<void>;
};
type Making = {
  readonly stretch: Stretch;
  readonly prepared: ReadonlyMap<number, Prepared>;
  /** Whether it was tried before, and a name was taken. */
  readonly isLate: boolean;
};
type Made = ImportedUser & Pick<Ready, 'temporary'>;
type Changing = ChangedUser & { readonly position: number };

/** Makes and changes users as the rows say: each batch in one transaction with its audit events and its marks. */
@Injectable()
export class ImportApplier {
  private readonly pace: (typeof PACE)['server'];

  constructor(
    config: Config,
    private readonly runs: ImportRuns,
    private readonly rows: ImportRowsRepository,
    private readonly applying: ImportApplyingRepository,
    private readonly judge: ImportJudge,
    private readonly credentials: ImportCredentials,
    private readonly users: ImportedUserBatches,
  ) {
    this.pace = config.database.url === null ? PACE.embedded : PACE.server;
  }

  /** What is marked is not done again. Nothing that rows make depends on other rows: whatever did is refused already. */
  async apply(running: RunningImport): Promise<void> {
    const { lanes } = this.pace;
    await this.applyAll(running, { verdict: 'new', lanes, applySome: (batch) => this.make(running, batch) });
    await this.applyAll(running, { verdict: 'changed', lanes: 1, applySome: (batch) => this.change(running, batch) });
  }

  private async applyAll(running: RunningImport, { verdict, lanes: most, applySome }: Part): Promise<void> {
    const lanes = new Lanes(most);
    let batches = 0;
    try {
      for (let after = -1, batch = await this.next(running, verdict, after); batch.length > 0;) {
        const some = batch;
        await lanes.start(() => applySome(some));
        if (ANALYZED_AFTER.includes((batches += 1))) {
          await lanes.idle();
          await this.runs.analyze(running, 'users');
        }
        await this.tell(running);
        after = batch.at(-1)?.position ?? after;
        batch = await this.next(running, verdict, after);
      }
      await lanes.idle();
      await this.tell(running);
    } finally {
      await lanes.settled();
    }
  }

  private tell({ run, job }: RunningImport): Promise<void> {
    return job.progress(sumOf(run.tally, ['created', 'updated', 'refused']), applicable(run.tally));
  }

  private async next(
    running: RunningImport,
    verdict: 'new' | 'changed',
    after: number,
  ): Promise<readonly UnappliedRow[]> {
    const { batch } = this.pace;
    const rows = await this.runs.look(running, (tx) =>
      this.applying.unapplied(tx, running.run.id, verdict, after, batch),
    );
    const hashed = rows.filter(({ credential }) => credential === 'password' || credential === 'temporary');
    const tooFar = hashed[HASHES];
    return tooFar ? rows.filter(({ position }) => position < tooFar.position) : rows;
  }

  private async make(running: RunningImport, batch: readonly UnappliedRow[]): Promise<void> {
    const prepared = await this.prepare(running, batch);
    // Hashes take their time: whoever lost their rights meanwhile makes nobody.
    const acting = await this.runs.acting(running);
    const stretch = { from: batch[0]?.position ?? 0, to: batch.at(-1)?.position ?? 0 };
    await this.runs.beside(running, (tx, isLate) => this.makeSome(tx, running, acting, { stretch, prepared, isLate }));
  }

  private async prepare(
    running: RunningImport,
    batch: readonly UnappliedRow[],
  ): Promise<ReadonlyMap<number, Prepared>> {
    const withPasswords = batch.filter(({ credential }) => credential !== 'invitation');
    if (withPasswords.length === 0) return new Map();
    const acting = await this.runs.acting(running);
    const court = await this.runs.look(running, (tx) => this.judge.court(tx, running, acting));
    return this.credentials.prepare(running, court, withPasswords);
  }

  private async makeSome(
    tx: WriteTx,
    running: RunningImport,
    acting: Acting,
    { stretch, prepared, isLate }: Making,
  ): Promise<Change<void>> {
    const { run, actor } = running;
    const [rows, court] = await sideBySide(
      this.applying.unmade(tx, run.id, stretch, isLate),
      this.judge.court(tx, running, acting),
    );
    const made: Made[] = [];
    const refused: MarkedRow[] = [];
    for (const row of rows) {
      const user = this.judged(court, row, prepared.get(row.position) ?? INVITED);
      if ('because' in user) refused.push(refusedMark(row.position, user.because));
      else made.push(user);
    }
    const marks = [...made.map((user) => madeMark(court, user)), ...refused];
    await sideBySide(
      this.users.create(tx, actor, behalfOf(run), made, this.applying.waiting(run.id, stretch)),
      this.applying.mark(tx, run.id, marks),
    );
    await this.runs.countOn(tx, running, talliedBy(marks));
    const [first, ...rest] = refusalEvents(running, refusedIn(marks));
    return first ? { result: undefined, audit: [first, ...rest] } : { result: undefined, audited: true };
  }

  /** The row is judged again, as everything is now. */
  private judged(court: Court, row: NewRow, ready: Prepared): Made | { readonly because: string } {
    const { because, roleId } = this.judge.refusalOf(court, row);
    if (because !== null) return { because };
    if ('refused' in ready) return { because: ready.refused };
    const { username, firstName = '', lastName = '', email = null, language = null } = row.fields;
    const { position, targetId } = row;
    return { position, id: targetId ?? '', username, firstName, lastName, email, language, roleId, ...ready };
  }

  private async change(running: RunningImport, batch: readonly UnappliedRow[]): Promise<void> {
    const acting = await this.runs.acting(running);
    await this.runs.within(running, (tx) => this.changeSome(tx, running, acting, batch));
  }

  private async changeSome(
    tx: WriteTx,
    running: RunningImport,
    acting: Acting,
    batch: readonly UnappliedRow[],
  ): Promise<Change<void>> {
    const { run } = running;
    const ids = batch.flatMap(({ targetId }) => (targetId === null ? [] : [targetId]));
    await this.users.lock(tx, ids, batch.some(takesRights));
    const court = await this.judge.court(tx, running, acting);
    const positions = batch.map(({ position }) => position);
    const changing: Changing[] = [];
    const marks: MarkedRow[] = [];
    for (const row of await this.rows.claimed(tx, run.id, positions)) {
      const judgement = this.judge.judge(court, row);
      const because = whyNotChanged(row, judgement);
      if (because === null) changing.push(toChanged(row, judgement));
      else marks.push(refusedMark(row.position, because));
    }
    const changed = await this.users.change(tx, behalfOf(run), changing);
    marks.push(...changing.map((user) => changedMark(user, changed)));
    await this.applying.mark(tx, run.id, marks);
    await this.runs.countOn(tx, running, talliedBy(marks));
    return withAudit(undefined, [...changed.audit, ...refusalEvents(running, refusedIn(marks))]);
  }
}

function behalfOf({ person, fileName }: RunningImport['run']): OnWhoseBehalf {
  return { who: person, detail: `import of ${fileName}` };
}

function takesRights({ changes }: UnappliedRow): boolean {
  return (changes ?? []).some(({ field }) => field === 'role' || field === 'enabled');
}

function whyNotChanged(row: ComparedRow, { verdict, reasons }: Judgement): string | null {
  if (!row.user) return 'user-gone';
  if (row.user.userId !== row.targetId || row.user.version !== row.seenVersion) return 'changed-meanwhile';
  return verdict === 'changed' ? null : (reasons[0]?.code ?? 'changed-meanwhile');
}

function toChanged({ position, user }: ComparedRow, { changes, roleId }: Judgement): Changing {
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
function madeMark({ box, domainId, importId }: Court, { position, temporary }: Made): MarkedRow {
  const secret = temporary && box.seal(secretPlace(domainId, importId, position, 'temporary'), temporary);
  return { position, outcome: 'created', refused: null, version: 1, secret };
}

function changedMark({ position, id }: Changing, { done, refused }: ImportedOutcome): MarkedRow {
  const version = done.get(id);
  if (version === undefined) return refusedMark(position, refused.get(id) ?? 'user-gone');
  return { position, outcome: 'updated', refused: null, version, secret: null };
}

function refusedMark(position: number, refused: string): MarkedRow {
  return { position, outcome: 'refused', refused, version: null, secret: null };
}

function talliedBy(marks: readonly MarkedRow[]): Tally {
  const tally: Record<string, number> = {};
  for (const { outcome } of marks) tally[outcome] = (tally[outcome] ?? 0) + 1;
  return tally;
}

function refusedIn(marks: readonly MarkedRow[]): string[] {
  return marks.flatMap(({ refused }) => refused ?? []);
}
