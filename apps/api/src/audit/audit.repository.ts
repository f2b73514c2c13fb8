import { Injectable } from '@nestjs/common';
import {
  LIMITS,
  type AuditEvent,
  type AuditEventType,
  type AuditOutcome,
  type FieldChange,
  type Total,
} from 'wardkeep/contracts';
import { containing } from '../platform/database/like.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { isUuid } from '../platform/ids.js';
import type { AuditFilters } from './audit-filters.js';

export type AuditRow = {
  readonly id: string;
  readonly sequence: number;
  readonly at: Date;
  readonly type: AuditEventType;
  readonly outcome: AuditOutcome;
  readonly actor_id: string | null;
  readonly actor_username: string | null;
  readonly actor_domain: string | null;
  readonly subject_kind: string | null;
  readonly subject_id: string | null;
  readonly subject_name: string | null;
  readonly changes: readonly FieldChange[];
  readonly address: string | null;
  readonly device: string | null;
  readonly session_id: string | null;
  readonly request_id: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
};

export type AuditPage = {
  readonly filters: AuditFilters;
  readonly descending: boolean;
  readonly after: readonly [at: string, sequence: number] | null;
  readonly limit: number;
  /** What the first page counted; null to count. */
  readonly total: Total | null;
};

/** `sequence` is a bigint, which the driver gives as text; a float holds it exactly far beyond any table. */
const COLUMNS = `id, sequence::float8 AS sequence, at, type, outcome, actor_id, actor_username, actor_domain,
  subject_kind, subject_id, subject_name, changes, address, device, session_id, request_id, reason, detail`;

/** Letters enough for the trigram index; a shorter search is a prefix of a name. */
const SUBSTRING_LETTERS = 3;

/** Sorts behind every text that begins with what stands before it. */
const LAST_CHARACTER = '\u{10FFFF}';

/** Reads `audit_listing`: the view holds the Domain's events alone, and its conditions may use every index. */
@Injectable()
export class AuditRepository {
  async byId(tx: ReadTx, id: string): Promise<AuditRow | null> {
    const [row] = await tx.sql<AuditRow>(`SELECT ${COLUMNS} FROM audit_listing WHERE id = $1`, [id]);
    return row ?? null;
  }

  /** One statement a page, with one row more than asked for; the first page also counts, up to 10,000. */
  async page(tx: ReadTx, page: AuditPage): Promise<{ rows: AuditRow[]; total: Total }> {
    const { text, values } = auditQuery(page);
    const rows = await tx.sql<AuditRow & { counted?: number }>(text, values);
    return { rows, total: page.total ?? totalOf(rows[0]?.counted ?? 0) };
  }
}

/** The statement of a page: for the repository, and for the test that looks at its plan. */
export function auditQuery({ filters, descending, after, limit, total }: AuditPage) {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(filters, bind);
  // In the order of an index, or the planner reads the table from its start until it has met enough of the Domain's rows.
  const counted = `(SELECT count(*)::int FROM (SELECT FROM audit_listing ${where(conditions)}
    ORDER BY at, sequence LIMIT ${LIMITS.countedRows + 1}) AS bounded) AS counted`;
  const place = after ? [`(at, sequence) ${descending ? '<' : '>'} (${bind(after[0])}, ${bind(after[1])})`] : [];
  const direction = descending ? 'DESC' : 'ASC';
  const text = `SELECT ${COLUMNS}${total === null ? `, ${counted}` : ''} FROM audit_listing
    ${where([...conditions, ...place])} ORDER BY at ${direction}, audit_listing.sequence ${direction}
    LIMIT ${bind(limit + 1)}`;
  return { text, values };
}

function conditionsOf(filters: AuditFilters, bind: (value: unknown) => string): string[] {
  const equal = (column: string, value: unknown) => (value === undefined ? [] : [`${column} = ${bind(value)}`]);
  const { actor, subject, q } = filters;
  return [
    ...(actor === undefined ? [] : [named('actor', actor, bind)]),
    ...(subject === undefined ? [] : [named('subject', subject, bind)]),
    ...equal('subject_id', filters.subjectId),
    ...equal('type', filters.type),
    ...equal('outcome', filters.outcome),
    ...equal('address', filters.address),
    ...equal('request_id', filters.requestId),
    ...equal('session_id', filters.sessionId),
    ...(filters.from === undefined ? [] : [`at >= ${bind(filters.from)}::timestamptz`]),
    ...(filters.to === undefined ? [] : [`at < ${bind(filters.to)}::timestamptz`]),
    ...(q === undefined ? [] : [searched(q, bind)]),
  ];
}

/** By id or by name; a name may look like an id. */
function named(who: 'actor' | 'subject', text: string, bind: (value: unknown) => string): string {
  const byName = `${who}_key = lower(${bind(text)})`;
  return isUuid(text) ? `(${who}_id = ${bind(text)}::uuid OR ${byName})` : byName;
}

function searched(q: string, bind: (value: unknown) => string): string {
  if ([...q].length >= SUBSTRING_LETTERS) return `search_text LIKE lower(${bind(containing(q))})`;
  const [first, past] = [`lower(${bind(q)})`, `lower(${bind(q)}) || ${bind(LAST_CHARACTER)}`];
  const begins = (column: string) => `(${column} >= ${first} AND ${column} < ${past})`;
  return `(${begins('actor_key')} OR ${begins('subject_key')})`;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

function totalOf(counted: number): Total {
  return counted > LIMITS.countedRows
    ? { value: LIMITS.countedRows, relation: 'atLeast' }
    : { value: counted, relation: 'exact' };
}

export function toAuditEvent(row: AuditRow): AuditEvent {
  return {
    id: row.id,
    sequence: row.sequence,
    at: row.at.toISOString(),
    type: row.type,
    outcome: row.outcome,
    actor: nameOf(row.actor_username, (username) => ({ id: row.actor_id, username, domain: row.actor_domain ?? '' })),
    subject: nameOf(row.subject_name, (name) => ({ kind: row.subject_kind ?? '', id: row.subject_id, name })),
    changes: row.changes,
    address: row.address,
    device: row.device,
    sessionId: row.session_id,
    requestId: row.request_id,
    reason: row.reason,
    detail: row.detail,
  };
}

function nameOf<T>(name: string | null, whole: (name: string) => T): T | null {
  return name === null ? null : whole(name);
}
