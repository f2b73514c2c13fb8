import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { holds } from 'wardkeep/rules';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { grantsOfRole } from '../../roles/role-record.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import {
  added,
  ImportInterrupted,
  subjectOf,
  type Acting,
  type ImportEnding,
  type RunningImport,
  type Tally,
} from './import-run.js';
import { ImportsRepository } from './imports.repository.js';

const RACES: readonly string[] = ['username-taken', 'email-taken', 'login-name-taken', 'not-found'];
const TRIES = 5;

/** What an import has reached; nothing of it is written by anybody but the one whose turn it is. */
@Injectable()
export class ImportRuns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly accounts: UserAccounts,
  ) {}

  /**
   * A piece of the work in one transaction, while the import is still ours; nobody else works at it meanwhile. The
   * embedded database answers without a turn of the event loop: everybody else gets theirs between two pieces. A race
   * for a name is run again.
   */
  within<T>(running: RunningImport, work: (tx: WriteTx) => Promise<Change<T>>): Promise<T> {
    return this.beside(running, async (tx) => {
      if (!(await this.imports.lock(tx, running.run))) throw new ImportInterrupted();
      return work(tx);
    });
  }

  /**
   * The same beside other pieces; what was overtaken is rolled back when it counts what it did. `isLate`: it was tried
   * before, and lost a race.
   */
  async beside<T>(
    running: RunningImport,
    work: (tx: WriteTx, isLate: boolean) => Promise<Change<T>>,
    tries = TRIES,
  ): Promise<T> {
    await nextTurn();
    if (running.job.isCancelled()) throw new ImportInterrupted();
    try {
      return await this.unitOfWork.write(running.actor, (tx) => work(tx, tries < TRIES));
    } catch (error) {
      const isRace = error instanceof Problem && RACES.includes(error.code);
      if (isRace && tries > 1) return this.beside(running, work, tries - 1);
      throw error;
    }
  }

  /** Tells the planner how the tables are now. */
  analyze(running: RunningImport, what: 'imports' | 'users'): Promise<void> {
    return this.within(running, async (tx) => {
      await this.rows.analyze(tx, what);
      return { result: undefined, unchanged: true };
    });
  }

  async look<T>(running: RunningImport, work: (tx: ReadTx) => Promise<T>): Promise<T> {
    await nextTurn();
    if (running.job.isCancelled()) throw new ImportInterrupted();
    return this.unitOfWork.read(running.actor, work);
  }

  /** Counts on with the work's own transaction: the last thing that it does. */
  async countOn(tx: WriteTx, running: RunningImport, more: Tally, makesAdministrators = false): Promise<void> {
    if (!(await this.imports.count(tx, running.run, more, makesAdministrators))) throw new ImportInterrupted();
    tx.afterCommit(() => Object.assign(running.run, { tally: added(running.run.tally, more) }));
  }

  /** The rights of whoever the import acts for, as they are now; a refusal when they may import no more. */
  async acting({ run, actor }: RunningImport): Promise<Acting> {
    const account = await this.system.read((tx) => this.accounts.stillActing(tx, run.person.id, actor.domain.id));
    const grants = grantsOfRole(account.role_kind, account.role_permissions);
    if (!holds(grants, 'users:import', 'domain')) {
      throw new Problem('permission-missing', { detail: `${run.person.username} may import no more` });
    }
    return { userId: run.person.id, grants, person: run.person };
  }

  isCancelled({ job, actor }: RunningImport): Promise<boolean> {
    return this.unitOfWork.read(actor, (tx) => this.imports.isCancelled(tx, job.jobId));
  }

  /** The end of this piece of the import, and what the audit log says of it; nothing when somebody ended it before. */
  end({ run, actor }: RunningImport, ending: ImportEnding): Promise<void> {
    return this.unitOfWork.write<void>(actor, async (tx) => {
      const isEnded = await this.imports.end(tx, run.id, run.state, ending);
      if (!isEnded || ending.state === 'ready') return { result: undefined, unchanged: true };
      return { result: undefined, audit: [endEvent({ run, ending })] };
    });
  }
}

function endEvent({ run, ending }: Pick<RunningImport, 'run'> & { readonly ending: ImportEnding }): AuditEntry {
  const isGood = ending.state === 'succeeded' || ending.state === 'undone';
  const counted = Object.entries(run.tally).filter(([, count]) => count > 0);
  return {
    type: run.state === 'undoing' ? 'import.undone' : 'import.ended',
    outcome: isGood ? 'success' : 'failed',
    subject: subjectOf(run),
    changes: counted.map(([field, after]) => ({ field, before: null, after })),
    detail: ending.error === undefined ? ending.state : `${ending.state}: ${ending.error}`,
    actor: run.person,
  };
}
