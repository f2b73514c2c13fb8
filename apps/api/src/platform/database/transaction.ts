import { createHash } from 'node:crypto';
import type { EntityManager, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Connection } from './connection.js';

/** Only a unit of work holds this key, so only it can make a transaction. */
export const transactionKey: unique symbol = Symbol('made by a unit of work');
export type TransactionKey = typeof transactionKey;

/** An open transaction, confined to one Domain unless a SystemUnitOfWork made it. First argument of every repository method. */
export class ReadTx {
  /** Takes part in type checks: nothing but a unit of work produces a value of this type. */
  protected readonly madeBy: TransactionKey;
  protected readonly connection: Connection;

  constructor(
    madeBy: TransactionKey,
    connection: Connection,
    readonly manager: EntityManager,
    /** The Domain that the transaction sees; null across Domains. */
    readonly domainId: string | null,
  ) {
    this.madeBy = madeBy;
    this.connection = connection;
  }

  /** Rows of one statement; `$1` and so on stand for the values. */
  async sql<Row = unknown>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.connection.query({ text, values: [...values] });
    return rows as Row[];
  }

  /**
   * The same for what every sign-in or request runs: planned once for each connection. The text must be a constant and
   * name its columns: one of `*` fails on open connections once a migration adds a column.
   */
  async prepared<Row = unknown>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.connection.query({ name: nameOf(text), text, values: [...values] });
    return rows as Row[];
  }

  from<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>, alias: string): SelectQueryBuilder<Entity> {
    return this.manager.createQueryBuilder(entity, alias);
  }
}

/** A transaction that may write. */
export class WriteTx extends ReadTx {
  private readonly followUps: (() => void)[] = [];
  private readonly unawaited: Promise<unknown>[] = [];

  /** Runs once the transaction is committed, never when it is rolled back; must not throw. */
  afterCommit(followUp: () => void): void {
    this.followUps.push(followUp);
  }

  /** Sends a statement whose answer nobody needs; should it fail, the transaction does. */
  send(text: string, values: readonly unknown[]): void {
    const sent = this.prepared(text, values);
    sent.catch(() => undefined);
    this.unawaited.push(sent);
  }

  /** For the unit of work: COMMIT goes out behind what was sent, in one round trip; it is refused where that failed. */
  async commit(): Promise<void> {
    await Promise.all([...this.unawaited, this.connection.query('COMMIT')]);
  }

  /** For the unit of work, after COMMIT. */
  runFollowUps(): void {
    for (const followUp of this.followUps) followUp();
  }
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `wk_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  names.set(text, name);
  return name;
}
