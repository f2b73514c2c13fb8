import { Injectable } from '@nestjs/common';
import { LIMITS, type Page, type Total, type User, type UserSort } from 'wardkeep/contracts';
import type { UsersQueryDto } from 'wardkeep/contracts/dto';
import { decodeCursor, pageOf, type CursorShape } from '../../platform/database/keyset.js';
import type { ReadTx } from '../../platform/database/transaction.js';
import { countOrder, otherConditions, searchOf } from '../user-conditions.js';
import { countingStatement, walkStatement, type Wanted } from './list-statements.js';
import { LastCounts } from './last-counts.js';
import { cursorTime, toListed, type ListedRow } from './listed-user.js';
import { searchStatement } from './search-statements.js';

type Sort = { readonly column: string; readonly shape: CursorShape };

/** Each sort is an index on (domain_id, column, id). */
const SORTS: Readonly<Record<UserSort, Sort>> = {
  username: { column: 'username_key', shape: 'text' },
  firstName: { column: 'first_name_key', shape: 'text' },
  lastName: { column: 'last_name_key', shape: 'text' },
  email: { column: 'email_sort', shape: 'text' },
  createdAt: { column: 'created_at', shape: 'time' },
  updatedAt: { column: 'updated_at', shape: 'time' },
  lastLoginAt: { column: 'last_login_at', shape: 'time' },
};

@Injectable()
export class UserListing {
  private readonly counts = new LastCounts();

  /** One statement a page; the first page also counts, up to a bound. */
  async page(tx: ReadTx, query: UsersQueryDto): Promise<Page<User>> {
    const { limit, cursor, sort, ...filters } = query;
    const { shape } = SORTS[sort.replace('-', '') as UserSort];
    const filtered = `${tx.domainId} ${JSON.stringify(Object.entries(filters).sort())}`;
    const list = `users ${sort} ${filtered}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, [shape, 'uuid']);
    const known = after?.total ?? this.counts.total(filtered);
    const hits = (known ?? this.counts.last(filtered))?.value;

    const rows = await rowsOf(tx, query, { after: after?.values ?? null, known, hits });
    const total = totalOf(rows, limit, after !== null, known);
    if (!after) this.counts.learn(filtered, total);
    return pageOf(rows, {
      limit,
      list,
      total,
      valuesOf: (row) => [shape === 'time' ? cursorTime(row.sort_value) : row.sort_value, row.id],
      toItem: toListed,
    });
  }
}

function rowsOf(
  tx: ReadTx,
  { limit, cursor: _, sort, ...filters }: UsersQueryDto,
  { after, ...counted }: Pick<Wanted, 'known' | 'hits'> & { after: readonly [value: unknown, id: string] | null },
): Promise<ListedRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const search = searchOf(filters, bind);
  const conditions = otherConditions(filters, bind);
  const statement = statementOf({
    ...SORTS[sort.replace('-', '') as UserSort],
    direction: sort.startsWith('-') ? 'DESC' : 'ASC',
    limit,
    conditions,
    search,
    countBy: countOrder(filters),
    after: after && `(${bind(after[0])}, ${bind(after[1])})`,
    ...counted,
  });
  // Planned each time: a prepared plan that was made for a small Domain would be kept for a large one.
  return tx.sql<ListedRow>(statement, values);
}

function statementOf(wanted: Wanted): string {
  if (wanted.search) return searchStatement(wanted, wanted.search);
  return wanted.known ? walkStatement(wanted) : countingStatement(wanted);
}

/** A first page that holds all there is knows better than what was counted before. */
function totalOf(rows: readonly ListedRow[], limit: number, isLater: boolean, known: Total | undefined): Total {
  if (known) return isLater || rows.length > limit ? known : { value: rows.length, relation: 'exact' };
  const counted = rows[0]?.total ?? 0;
  const { countedRows } = LIMITS;
  return counted > countedRows ? { value: countedRows, relation: 'atLeast' } : { value: counted, relation: 'exact' };
}
