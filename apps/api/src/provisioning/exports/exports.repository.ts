import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { LIMITS, type ExportFormat } from 'wardkeep/contracts';
import type { UserFiltersDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CopyReads, type Copying } from '../../platform/database/copy-reads.service.js';
import type { ReadTx } from '../../platform/database/transaction.js';
import { countOrder, userConditions, type Bind } from '../../users/user-conditions.js';
import { columnsOf, fieldsOf, selected, type Field } from './export-columns.js';

export type Wanted = {
  readonly format: ExportFormat;
  readonly isSensitive: boolean;
  readonly filters: UserFiltersDto;
  /** Null: all that the filters let through. */
  readonly ids: readonly string[] | null;
};

export type PageRow = { readonly cells: readonly (string | null)[]; readonly id: string };

/**
 * Users in the order in which they were made, the way a file of them is written. It is about how they lie in the table:
 * in the order of their names, a million would take half as long again.
 */
@Injectable()
export class ExportsRepository {
  constructor(private readonly copies: CopyReads) {}

  get canCopy(): boolean {
    return this.copies.isPossible;
  }

  /** Lines of CSV; of JSON, the values of each user as COPY separates them. */
  copy(actor: Actor, wanted: Wanted): Promise<Copying> {
    const text = `COPY (SELECT ${selected(wanted.format, wanted.isSensitive)} FROM user_listing u ${where(conditionsOf(wanted, literal))}
      ORDER BY u.id) TO STDOUT (FORMAT ${wanted.format === 'csv' ? 'csv' : 'text'})`;
    // Of all, the first goes out at once along the index; some are gathered and sorted.
    return this.copies.open(actor, text, isAll(wanted) ? { enable_sort: 'off' } : {});
  }

  page(tx: ReadTx, wanted: Wanted, after: string | null, limit: number): Promise<PageRow[]> {
    const values: unknown[] = [];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const conditions = conditionsOf(wanted, bind);
    if (after !== null) conditions.push(`u.id > ${bind(after)}`);
    return tx.sql<PageRow>(
      `SELECT ARRAY[${selected(wanted.format, wanted.isSensitive)}]::text[] AS cells, u.id
         FROM user_listing u ${where(conditions)} ORDER BY u.id LIMIT ${limit}`,
      values,
    );
  }

  /** Counting stops just above the bound of lists. */
  async count(tx: ReadTx, wanted: Wanted): Promise<number> {
    const values: unknown[] = [];
    const conditions = conditionsOf(wanted, (value) => `$${values.push(value)}`);
    const [row] = await tx.sql<{ found: number }>(
      `SELECT count(*)::int AS found FROM (SELECT FROM user_listing u ${where(conditions)}
        ORDER BY ${countOrder(wanted.filters)} LIMIT ${LIMITS.countedRows + 1}) AS counted`,
      values,
    );
    return row?.found ?? 0;
  }

  header({ isSensitive }: Wanted): readonly string[] {
    return columnsOf(isSensitive);
  }

  fields({ isSensitive }: Wanted): readonly Field[] {
    return fieldsOf(isSensitive);
  }
}

function isAll({ filters, ids }: Wanted): boolean {
  return ids === null && Object.values(filters).every((value) => value === undefined);
}

function conditionsOf({ filters, ids }: Wanted, bind: Bind): string[] {
  const chosen = ids === null ? [] : [`u.id = ANY (${bind(`{${ids.join(',')}}`)}::uuid[])`];
  return [...chosen, ...userConditions(filters, bind)];
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

/** COPY takes no parameters: a value becomes a literal whose type its place decides. */
function literal(value: unknown): string {
  return pg.escapeLiteral(String(value));
}
