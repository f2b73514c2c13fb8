import { LIMITS, type Total } from 'wardkeep/contracts';
import type { CursorShape } from '../../platform/database/keyset.js';
import type { Search } from '../user-conditions.js';
import { COLUMNS, NAMES, written } from './listed-user.js';

export type Wanted = {
  readonly column: string;
  readonly shape: CursorShape;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  /** All to be met, and what is searched for beside. */
  readonly conditions: readonly string[];
  readonly search: Search | null;
  readonly countBy: string;
  /** Value and id of the row before the page. */
  readonly after: string | null;
  /** What was counted before. */
  readonly known: Total | undefined;
  /** About how many a search finds, if that is known: the statement is right whatever it is, and quick where it is so. */
  readonly hits: number | undefined;
};

/** Counting stops here. */
export const COUNTED = `LIMIT ${LIMITS.countedRows + 1}`;

/** Along the index of the sort, as far as the page goes. */
export function walkStatement(wanted: Wanted, beside = ''): string {
  const { column, shape } = wanted;
  const value = shape === 'time' ? written(`u.${column}`) : `u.${column}`;
  const conditions = where([...wanted.conditions, ...beyond(wanted)]);
  return `SELECT ${COLUMNS}, ${value} AS sort_value ${beside} FROM user_listing u ${conditions} ${ordered(wanted)}`;
}

/**
 * What is not counted costs nothing: a page that is not full is its own total. Counting goes along an index that holds
 * all it asks for; without an order the planner may read the table from its start, past the rows of other Domains.
 */
export function countingStatement(wanted: Wanted): string {
  const { column, direction, limit, conditions, countBy } = wanted;
  const isWhole = `(SELECT count(*) FROM page) <= ${limit}`;
  // From the table, not the view: a join that is left out still keeps PostgreSQL from answering out of the index alone.
  const counted = countOf(`SELECT FROM app_user u ${where(conditions)} ORDER BY ${countBy} ${COUNTED}`);
  return `WITH page AS MATERIALIZED (${walkStatement(wanted, `, u.${column} AS place`)})
  SELECT ${NAMES}, sort_value, CASE WHEN ${isWhole} THEN ${countOf('SELECT FROM page')} ELSE ${counted} END AS total
    FROM page ORDER BY place ${direction}, id ${direction}`;
}

export function countOf(rows: string): string {
  return `(SELECT count(*)::int FROM (${rows}) AS counted)`;
}

export function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

export function beyond({ column, direction, after }: Wanted): string[] {
  return after ? [`(u.${column}, u.id) ${direction === 'ASC' ? '>' : '<'} ${after}`] : [];
}

/** One row more than a page has, to know whether there is another. */
export function ordered({ column, direction, limit }: Wanted, most = limit + 1): string {
  return `ORDER BY u.${column} ${direction}, u.id ${direction} LIMIT ${most}`;
}
