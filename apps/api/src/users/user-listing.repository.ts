import { Injectable } from '@nestjs/common';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { LIMITS, type Page, type Total, type User, type UserSort, type UserStatus } from 'wardkeep/contracts';
import type { UsersQueryDto } from 'wardkeep/contracts/dto';
import { decodeCursor, pageOf, type CursorShape } from '../platform/database/keyset.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { toUser, type UserRow } from './user-record.js';

type Sort = { readonly column: string; readonly shape: CursorShape };
type Query = SelectQueryBuilder<ObjectLiteral>;
type Filters = Omit<UsersQueryDto, 'limit' | 'cursor' | 'sort'>;

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
  must_change_password invited locked_until last_login_at version created_at updated_at`.split(/\s+/);

const NOT_LOCKED = '(u.locked_until IS NULL OR u.locked_until <= now())';
const NOT_EXPIRED = '(u.password_expires_at IS NULL OR u.password_expires_at > now())';

/** The same order as `statusOf`: the first that fits. */
const STATUS: Readonly<Record<UserStatus, string>> = {
  disabled: 'NOT u.enabled',
  locked: 'u.enabled AND u.locked_until > now()',
  invited: `u.enabled AND ${NOT_LOCKED} AND u.invited`,
  password_expired: `u.enabled AND ${NOT_LOCKED} AND NOT u.invited AND u.password_expires_at <= now()`,
  active: `u.enabled AND ${NOT_LOCKED} AND NOT u.invited AND ${NOT_EXPIRED}`,
};

/** Letters enough for the trigram index; shorter searches are prefixes. */
const SUBSTRING_LETTERS = 3;

type ListedRow = UserRow & {
  readonly total?: number;
  readonly read_at: Date;
  /** Minus infinity comes as a number. */
  readonly sort_value: string | Date | number;
};

@Injectable()
export class UserListing {
  /** One statement a page; the first page also counts, up to 10,000. */
  async page(tx: ReadTx, query: UsersQueryDto): Promise<Page<User>> {
    const { limit, cursor, sort, ...filters } = query;
    const descending = sort.startsWith('-');
    const { column, shape } = SORTS[sort.replace('-', '') as UserSort];
    const list = `users ${sort} ${JSON.stringify(Object.entries(filters).sort())}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, [shape, 'uuid']);

    const direction = descending ? 'DESC' : 'ASC';
    const find = filtered(tx, filters)
      .select(COLUMNS.map((name) => `u.${name} AS ${name}`))
      .addSelect(`u.${column}`, 'sort_value')
      .addSelect('now()', 'read_at')
      .orderBy(`u.${column}`, direction)
      .addOrderBy('u.id', direction)
      .limit(limit + 1);
    if (after) {
      const [value, id] = after.values;
      find.andWhere(`(u.${column}, u.id) ${descending ? '<' : '>'} (:afterValue, :afterId)`);
      find.setParameters({ afterValue: value, afterId: id });
    }
    if (!after?.total) addTotal(find, filtered(tx, filters));

    const rows = await find.getRawMany<ListedRow>();
    return pageOf(rows, {
      limit,
      list,
      total: after?.total ?? totalOf(rows[0]?.total ?? 0),
      valuesOf: (row) => [sortValue(row.sort_value), row.id],
      toItem: (row) => toUser(row, row.read_at),
    });
  }
}

function filtered(tx: ReadTx, filters: Filters): Query {
  const find = tx.manager.createQueryBuilder().from('user_listing', 'u') as Query;
  const { roleId, status, loginMethod, source, totpStatus, lastLoginBefore, lastLoginAfter, neverSignedIn } = filters;
  search(find, filters.q?.trim().toLowerCase() ?? '');
  if (status) find.andWhere(`(${STATUS[status]})`);
  if (roleId) find.andWhere('u.role_id = :roleId', { roleId });
  if (loginMethod) find.andWhere('u.login_method = :loginMethod', { loginMethod });
  if (source) find.andWhere('u.source = :source', { source });
  if (totpStatus) find.andWhere('u.totp_enrolled = :enrolled', { enrolled: totpStatus === 'enrolled' });
  if (lastLoginBefore) find.andWhere('u.last_login_at < :lastLoginBefore', { lastLoginBefore });
  if (lastLoginAfter) find.andWhere('u.last_login_at >= :lastLoginAfter', { lastLoginAfter });
  if (neverSignedIn) find.andWhere(`u.last_login_at ${neverSignedIn === 'true' ? '=' : '>'} '-infinity'`);
  return find;
}

function search(find: Query, q: string): void {
  if (q === '') return;
  if ([...q].length >= SUBSTRING_LETTERS) {
    find.andWhere('u.search_text LIKE :pattern', { pattern: `%${q.replace(/[\\%_]/g, '\\$&')}%` });
    return;
  }
  const past = `${q}\u{10FFFF}`;
  const prefixed = (column: string) => `(u.${column} >= :q AND u.${column} < :past)`;
  find.andWhere(`(${['username_key', 'last_name_key', 'email_key'].map(prefixed).join(' OR ')})`, { q, past });
}

function addTotal(find: Query, counted: Query): void {
  counted.select('1', 'one').limit(LIMITS.countedRows + 1);
  find.addSelect(`(SELECT count(*)::int FROM (${counted.getQuery()}) counted)`, 'total');
}

function totalOf(counted: number): Total {
  return counted > LIMITS.countedRows
    ? { value: LIMITS.countedRows, relation: 'atLeast' }
    : { value: counted, relation: 'exact' };
}

function sortValue(value: string | Date | number): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : '-infinity';
}
