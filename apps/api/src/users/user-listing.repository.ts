import { Injectable } from '@nestjs/common';
import { LIMITS, type Page, type Total, type User, type UserSort } from 'wardkeep/contracts';
import type { UsersQueryDto } from 'wardkeep/contracts/dto';
import { decodeCursor, pageOf, type CursorShape } from '../platform/database/keyset.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { countOrder, searchText, userConditions } from './user-conditions.js';
import { toUser, type UserRow } from './user-record.js';

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

const COLUMNS = `id domain_id username first_name last_name email phone role_id role_name login_method source enabled
  two_factor_required totp_enrolled time_zone language email_notifications password_changed_at password_expires_at
  must_change_password invited locked_until last_login_at version created_at updated_at`
  .split(/\s+/)
  .map((name) => `u.${name}`)
  .join(', ');

/** So many hits of a search are sorted; more are met along the sort. */
const FEW_HITS = 1_000;

type ListedRow = UserRow & {
  readonly total?: number;
  readonly read_at: Date;
  /** Minus infinity comes as a number. */
  readonly sort_value: string | Date | number;
};

@Injectable()
export class UserListing {
  /** One statement a page; the first page also counts, up to a bound. */
  async page(tx: ReadTx, query: UsersQueryDto): Promise<Page<User>> {
    const { limit, cursor, sort, ...filters } = query;
    const { column, shape } = SORTS[sort.replace('-', '') as UserSort];
    const list = `users ${tx.domainId} ${sort} ${JSON.stringify(Object.entries(filters).sort())}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, [shape, 'uuid']);

    const values: unknown[] = [];
    const wanted: Wanted = {
      column,
      direction: sort.startsWith('-') ? 'DESC' : 'ASC',
      limit,
      conditions: userConditions(filters, (value) => `$${values.push(value)}`),
      countBy: countOrder(filters),
      after: after && `($${values.push(after.values[0])}, $${values.push(after.values[1])})`,
      counts: !after?.total,
    };
    const rows = await tx.sql<ListedRow>(
      searchText(filters) !== '' ? searchStatement(wanted) : listStatement(wanted),
      values,
    );
    return pageOf(rows, {
      limit,
      list,
      total: after?.total ?? totalOf(rows[0]?.total ?? 0),
      valuesOf: (row) => [sortValue(row.sort_value), row.id],
      toItem: (row) => toUser(row, row.read_at),
    });
  }
}

type Wanted = {
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  /** One or more, all to be met. */
  readonly conditions: readonly string[];
  readonly countBy: string;
  /** Value and id of the row before the page. */
  readonly after: string | null;
  readonly counts: boolean;
};

/**
 * What is not counted costs nothing: a page that is not full is its own total. Counting goes along an index that holds
 * all it asks for; without an order the planner may read the table from its start, past the rows of other Domains.
 */
function listStatement({ column, direction, limit, conditions, countBy, after, counts }: Wanted): string {
  const isWhole = `(SELECT count(*) FROM page) <= ${limit}`;
  const total = `CASE WHEN ${isWhole} THEN (SELECT count(*)::int FROM page) ELSE ${counted(conditions, countBy)} END`;
  const beyond = after ? [`(u.${column}, u.id) ${direction === 'ASC' ? '>' : '<'} ${after}`] : [];
  return `WITH page AS MATERIALIZED (
    SELECT ${COLUMNS}, u.${column} AS sort_value FROM user_listing u ${where([...conditions, ...beyond])}
     ORDER BY u.${column} ${direction}, u.id ${direction} LIMIT ${limit + 1})
  SELECT page.*, now() AS read_at ${counts ? `, ${total} AS total` : ''}
    FROM page ORDER BY sort_value ${direction}, id ${direction}`;
}

/**
 * Few hits are gathered by the search's index and sorted; many are met soon in the order of the sort. Nobody can tell
 * beforehand which it is, the planner least of all, so the hits are counted first, up to a bound. `matching` has no
 * limit, so that the planner takes the index made for it; it is read only as far as somebody asks.
 */
function searchStatement({ column, direction, limit, conditions, after, counts }: Wanted): string {
  const beyond = after ? [`(u.${column}, u.id) ${direction === 'ASC' ? '>' : '<'} ${after}`] : [];
  const order = `ORDER BY u.${column} ${direction}, u.id ${direction} LIMIT ${limit + 1}`;
  const many = `(SELECT count(*) FROM hits) > ${FEW_HITS}`;
  const total = `(SELECT count(*)::int FROM (SELECT FROM matching LIMIT ${LIMITS.countedRows + 1}) AS counted) AS total`;
  return `WITH matching AS MATERIALIZED (SELECT u.id, u.${column} FROM user_listing u ${where(conditions)}),
  hits AS MATERIALIZED (SELECT * FROM matching LIMIT ${FEW_HITS + 1}),
  page AS MATERIALIZED (
    (SELECT u.id, u.${column} AS sort_value FROM hits u ${where([`NOT ${many}`, ...beyond])} ${order})
    UNION ALL
    (SELECT u.id, u.${column} FROM user_listing u ${where([many, ...conditions, ...beyond])} ${order}))
  SELECT listed.*, page.sort_value, now() AS read_at ${counts ? `, ${total}` : ''}
    FROM page CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM user_listing u WHERE u.id = page.id OFFSET 0) AS listed
   ORDER BY sort_value ${direction}, id ${direction}`;
}

/** From the table, not the view: a join that is left out still keeps PostgreSQL from answering out of the index alone. */
function counted(conditions: readonly string[], countBy: string): string {
  const rows = `SELECT FROM app_user u ${where(conditions)} ORDER BY ${countBy} LIMIT ${LIMITS.countedRows + 1}`;
  return `(SELECT count(*)::int FROM (${rows}) AS counted)`;
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

function totalOf(counted: number): Total {
  const { countedRows } = LIMITS;
  return counted > countedRows ? { value: countedRows, relation: 'atLeast' } : { value: counted, relation: 'exact' };
}

function sortValue(value: string | Date | number): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : '-infinity';
}
