import { Injectable } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Actor, AnyActor } from '../actor.js';
import { Problem } from '../http/problem.js';
import { isUuid } from '../ids.js';
import { writeAudit } from './audit-writer.js';
import { Boxes } from './boxes.js';
import type { Change, Subject } from './change.js';
import { together, type Connection } from './connection.js';
import { DryRunDone } from './dry-run.js';
import { claimOnce, keepAnswer, type AnswerBox } from './once.js';
import { isUnanswered, toProblem } from './pg-errors.js';
import { refusalEvent, RefusalPace } from './refusals.js';
import { ReadTx, transactionKey, WriteTx } from './transaction.js';

type Mode = 'READ ONLY' | 'READ WRITE';

/** Only these two names ever reach the statement that confines a transaction. */
type DatabaseRole = 'wardkeep_app' | 'wardkeep_system';

/**
 * How a transaction begins: one message that confines it to a role and a Domain. Its statements are not compiled, which
 * would take longer than nearly all of them do. Nobody waits for its answer: should it fail, the transaction is aborted and
 * takes no statement that follows.
 */
export function opening(mode: Mode, role: DatabaseRole, domainId: string | null): string {
  if (domainId !== null && !isUuid(domainId)) throw new TypeError('A Domain id is a UUID');
  return (
    `BEGIN ${mode}; SELECT set_config('app.domain_id', '${domainId ?? ''}', true), ` +
    `set_config('role', '${role}', true), set_config('jit', 'off', true)`
  );
}

abstract class Transactions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly boxes: Boxes,
  ) {}

  protected async within<T>(mode: Mode, role: DatabaseRole, domainId: string | null, work: Work<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    let connection: Connection | null = null;
    try {
      connection = together(await runner.connect());
      const opened = connection.query(opening(mode, role, domainId));
      opened.catch(() => undefined);
      if (!connection.isPipelined) await opened;
      const tx = new WriteTx(transactionKey, connection, runner.manager, domainId);
      const result = await work(tx);
      await opened;
      if (mode === 'READ ONLY') {
        void endBehind(runner, connection);
        return result;
      }
      await tx.commit();
      tx.runFollowUps();
      await release(runner, false);
      return result;
    } catch (error) {
      await release(runner, isUnanswered(error) || connection === null || !(await rollBack(connection)));
      throw toProblem(error);
    }
  }

  /** A write that a rule refuses leaves an event of its own: what was tried is evidence too. */
  protected async writing<T>(role: DatabaseRole, actor: AnyActor, work: ChangeWork<T>): Promise<T> {
    const domainId = role === 'wardkeep_system' ? null : actor.domain.id;
    try {
      return await this.within('READ WRITE', role, domainId, (tx) => this.finish(tx, actor, work));
    } catch (error) {
      const refusal = refusalEvent(actor, error);
      if (refusal)
        await this.within('READ WRITE', role, domainId, (tx) => Promise.resolve(writeAudit(tx, actor, [refusal])));
      throw error;
    }
  }

  private async finish<T>(tx: WriteTx, actor: AnyActor, work: ChangeWork<T>): Promise<T> {
    const box = actor.kind === 'user' && actor.once ? await this.answerBox(tx, actor) : null;
    if (box) await claimOnce(tx, box.actor, box);
    const change = await work(tx);
    if ('audit' in change) writeAudit(tx, actor, change.audit);
    if (actor.kind === 'user' && actor.dryRun) throw DryRunDone.of(change);
    if (box) await keepAnswer(tx, box.actor, box, change.result);
    return change.result;
  }

  private async answerBox(tx: WriteTx, actor: Actor): Promise<AnswerBox & { actor: Actor }> {
    const box = await this.boxes.of(tx, actor.domain.id);
    const rowId = `${actor.userId}:${actor.once?.key ?? ''}`;
    const place = { purpose: 'answer', table: 'idempotency_key', column: 'answer', rowId, domainId: actor.domain.id };
    return {
      actor,
      seal: (text) => box.seal(place, text),
      open: (sealed) => box.open(place, sealed).toString(),
      fingerprint: (requestHash) => box.fingerprint('request', requestHash),
    };
  }
}

type Work<T> = (tx: WriteTx) => Promise<T>;
type ChangeWork<T> = (tx: WriteTx) => Promise<Change<T>>;

/**
 * The door to the database for one Domain. The transaction runs as the application's own role under
 * row-level security: rows of other Domains do not exist in it.
 */
@Injectable()
export class UnitOfWork extends Transactions {
  private readonly pace = new RefusalPace();

  constructor(dataSource: DataSource, boxes: Boxes) {
    super(dataSource, boxes);
  }

  /** One that a rule refuses leaves an event, as a write does. */
  async read<T>(actor: AnyActor, work: (tx: ReadTx) => Promise<T>): Promise<T> {
    try {
      return await this.within('READ ONLY', 'wardkeep_app', actor.domain.id, work);
    } catch (error) {
      if (error instanceof Problem && error.status === 403 && actor.kind === 'user') {
        await this.recordRefusal(actor, error.code, error.details.about);
      }
      throw error;
    }
  }

  /** For a refusal beside any change; repeated at once it is not told again. */
  async recordRefusal(actor: Actor, detail: string, subject?: Subject): Promise<void> {
    if (!this.pace.isDue(`${actor.userId} ${detail.split(' ', 1)[0]} ${subject?.id ?? ''}`)) return;
    const event = { type: 'access.refused', outcome: 'refused', detail, ...(subject && { subject }) } as const;
    const plain = { ...actor, dryRun: false, once: null };
    await this.write(plain, () => Promise.resolve({ result: undefined, audit: [event] }));
  }

  /** Change, audit events, version and outbox rows in one transaction; a dry run is rolled back and thrown. */
  write<T>(actor: AnyActor, work: ChangeWork<T>): Promise<T> {
    return this.writing('wardkeep_app', actor, work);
  }
}

/**
 * The door across Domains: sign-in before the Domain is known, System Administrators' work on Domains,
 * clean-up. Who may import it is a list in eslint.config.mjs.
 */
@Injectable()
export class SystemUnitOfWork extends Transactions {
  constructor(dataSource: DataSource, boxes: Boxes) {
    super(dataSource, boxes);
  }

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.within('READ ONLY', 'wardkeep_system', null, work);
  }

  write<T>(actor: AnyActor, work: ChangeWork<T>): Promise<T> {
    return this.writing('wardkeep_system', actor, work);
  }

  /** Upkeep that changes nothing a person did or sees, such as removing expired attempts: not audited. */
  maintain<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.within('READ WRITE', 'wardkeep_system', null, work);
  }
}

/** What was read is known before COMMIT: nobody waits for it, but the connection serves nobody else until then. */
async function endBehind(runner: QueryRunner, connection: Connection): Promise<void> {
  const isEnded = await connection.query('COMMIT').then(
    () => true,
    () => false,
  );
  await release(runner, !isEnded).catch(() => undefined);
}

async function rollBack(connection: Connection): Promise<boolean> {
  try {
    await connection.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

/** A connection that could not be rolled back is closed, not given to the next request. */
async function release(runner: QueryRunner, broken: boolean): Promise<void> {
  const client = (runner as { databaseConnection?: { end?: () => Promise<void> } }).databaseConnection;
  if (broken) await client?.end?.().catch(() => undefined);
  await runner.release();
}
