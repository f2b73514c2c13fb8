import type { EntityManager, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Only a unit of work holds this key, so only it can make a transaction. */
export const transactionKey: unique symbol = Symbol('made by a unit of work');
export type TransactionKey = typeof transactionKey;

/** An open transaction, confined to one Domain unless a SystemUnitOfWork made it. First argument of every repository method. */
export class ReadTx {
  /** Takes part in type checks: nothing but a unit of work produces a value of this type. */
  protected readonly madeBy: TransactionKey;

  constructor(
    madeBy: TransactionKey,
    readonly manager: EntityManager,
    /** The Domain that the transaction sees; null across Domains. */
    readonly domainId: string | null,
  ) {
    this.madeBy = madeBy;
  }

  /** Rows of one statement; `$1` and so on stand for the values. */
  async sql<Row = unknown>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const result: unknown = await this.manager.query(text, [...values]);
    return rowsOf<Row>(result);
  }

  from<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>, alias: string): SelectQueryBuilder<Entity> {
    return this.manager.createQueryBuilder(entity, alias);
  }
}

/** A transaction that may write. */
export class WriteTx extends ReadTx {
  private readonly followUps: (() => void)[] = [];

  /** Runs once the transaction is committed, never when it is rolled back; must not throw. */
  afterCommit(followUp: () => void): void {
    this.followUps.push(followUp);
  }

  /** For the unit of work, after COMMIT. */
  runFollowUps(): void {
    for (const followUp of this.followUps) followUp();
  }
}

/** TypeORM answers UPDATE and DELETE … RETURNING as `[rows, count]`. */
function rowsOf<Row>(result: unknown): Row[] {
  if (!Array.isArray(result)) return [];
  const [first, second] = result as unknown[];
  if (result.length === 2 && Array.isArray(first) && typeof second === 'number') return first as Row[];
  return result as Row[];
}
