import { Injectable } from '@nestjs/common';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { LIMITS, type LoginMethodKind, type Page, type Session, type SessionEnd } from 'wardkeep/contracts';
import type { SessionsQueryDto } from 'wardkeep/contracts/dto';
import { decodeCursor, pageOf } from '../platform/database/keyset.js';
import type { ReadTx } from '../platform/database/transaction.js';

type Row = {
  readonly id: string;
  readonly user_id: string;
  readonly username: string;
  readonly method: LoginMethodKind;
  readonly device: string;
  readonly address: string;
  readonly started_at: Date;
  readonly last_seen_at: Date;
  readonly ends_at: Date;
  readonly ended_at: Date | null;
  readonly ended_because: SessionEnd | null;
  readonly is_idle: boolean;
  readonly is_expired: boolean;
  readonly total?: number;
};

type Query = SelectQueryBuilder<ObjectLiteral>;
type Limits = { readonly idleMinutes: number; readonly absoluteMinutes: number };
type Scope = { readonly userId: string | null; readonly currentId: string | null; readonly limits: Limits };

const COLUMNS = `id user_id username method device address started_at last_seen_at ended_at ended_because`;
const ENDS_AT = `least(s.ends_at, s.started_at + :absolute::int * interval '1 minute')`;
const LIVE = `s.ended_at IS NULL AND ${ENDS_AT} > now() AND s.last_seen_at > now() - :idle::int * interval '1 minute'`;

/** More than a user may have at once, whatever is configured. */
const MOST_ALIVE = 100;

/** Sessions of a Domain or of one user, live and past. */
@Injectable()
export class SessionListing {
  async page(tx: ReadTx, scope: Scope, query: SessionsQueryDto): Promise<Page<Session>> {
    const { limit, cursor, sort, state, q = '' } = query;
    const list = `sessions ${tx.domainId} ${sort} ${JSON.stringify([scope.userId, state, q])}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['time', 'uuid']);
    const [direction, beyond] = sort === 'startedAt' ? (['ASC', '>'] as const) : (['DESC', '<'] as const);
    const find = filtered(tx, scope, state, q)
      .select(COLUMNS.split(' ').map((name) => `s.${name} AS ${name}`))
      .addSelect(`s.last_seen_at <= now() - :idle::int * interval '1 minute'`, 'is_idle')
      .addSelect(ENDS_AT, 'ends_at')
      .addSelect(`${ENDS_AT} <= now()`, 'is_expired')
      .orderBy('s.started_at', direction)
      .addOrderBy('s.id', direction)
      .limit(limit + 1);
    if (after) continueAfter(find, beyond, after.values);
    if (!after?.total) addTotal(find, filtered(tx, scope, state, q));
    const rows = await find.getRawMany<Row>();
    return pageOf(rows, {
      limit,
      list,
      total: after?.total ?? totalOf(rows[0]),
      valuesOf: (row) => [row.started_at.toISOString(), row.id],
      toItem: (row) => toSession(row, scope.currentId),
    });
  }

  /** Those of a user that were alive at a time, newest first. */
  async aliveAt(tx: ReadTx, userId: string, at: string, limits: Limits): Promise<Session[]> {
    const rows = await filtered(tx, { userId, currentId: null, limits }, 'all', '')
      .select(COLUMNS.split(' ').map((name) => `s.${name} AS ${name}`))
      .addSelect(`s.last_seen_at <= now() - :idle::int * interval '1 minute'`, 'is_idle')
      .addSelect(ENDS_AT, 'ends_at')
      .addSelect(`${ENDS_AT} <= now()`, 'is_expired')
      .andWhere('s.started_at <= :at AND (s.ended_at IS NULL OR s.ended_at > :at)', { at })
      .andWhere(`${ENDS_AT} > :at AND s.last_seen_at > :at::timestamptz - :idle::int * interval '1 minute'`)
      .orderBy('s.started_at', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .limit(MOST_ALIVE)
      .getRawMany<Row>();
    return rows.map((row) => toSession(row, null));
  }
}

function filtered(tx: ReadTx, { userId, limits }: Scope, state: SessionsQueryDto['state'], q: string): Query {
  const find: Query = tx.manager.createQueryBuilder().from<ObjectLiteral>('session_listing', 's');
  find.setParameters({ idle: limits.idleMinutes, absolute: limits.absoluteMinutes });
  if (userId !== null) find.andWhere('s.user_id = :userId', { userId });
  if (state === 'live') find.andWhere(`(${LIVE})`);
  if (state === 'ended') find.andWhere(`NOT (${LIVE})`);
  const prefix = q.trim().toLowerCase();
  if (prefix !== '')
    find.andWhere('(s.username_key >= :q AND s.username_key < :past)', { q: prefix, past: `${prefix}\u{10FFFF}` });
  return find;
}

function continueAfter(find: Query, beyond: '<' | '>', [time, id]: readonly [string, string]): void {
  find.andWhere(`(s.started_at, s.id) ${beyond} (:afterTime, :afterId)`, { afterTime: time, afterId: id });
}

function addTotal(find: Query, counted: Query): void {
  counted.select('1', 'one').limit(LIMITS.countedRows + 1);
  find.addSelect(`(SELECT count(*)::int FROM (${counted.getQuery()}) counted)`, 'total');
}

function totalOf(first: Row | undefined): Page<never>['total'] {
  const counted = first?.total ?? 0;
  return { value: Math.min(counted, LIMITS.countedRows), relation: counted > LIMITS.countedRows ? 'atLeast' : 'exact' };
}

/** A session that nobody ended but that is past its time has ended all the same. */
function toSession(row: Row, currentId: string | null): Session {
  const overdue = row.is_expired ? 'expired' : row.is_idle ? 'idle' : null;
  const endedAt = row.ended_at ?? (overdue === 'expired' ? row.ends_at : overdue ? row.last_seen_at : null);
  return {
    id: row.id,
    userId: row.user_id,
    username: row.username,
    method: row.method,
    device: row.device,
    address: row.address,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    endedBecause: row.ended_because ?? overdue,
    current: row.id === currentId,
  };
}
