import { Injectable } from '@nestjs/common';
import { LIMITS, type Banner, type Total } from 'wardkeep/contracts';
import type { DomainRef } from '../platform/actor.js';
import { containing } from '../platform/database/like.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import type { StoredDomain } from './domain-record.js';

const COLUMNS = `id, name, display_name AS "displayName", is_primary AS "primary", enabled,
  CASE WHEN banner_text IS NOT NULL THEN jsonb_build_object('text', banner_text, 'color', banner_color) END AS banner,
  version, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** How many users one statement deletes, so that each statement of a large Domain ends in time. */
const DELETED_AT_ONCE = 5_000;

export type NewDomain = {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly primary: boolean;
  readonly banner: Banner | null;
};

export type DomainChange = Pick<StoredDomain, 'displayName' | 'banner' | 'enabled'>;

export type DomainPage = {
  readonly q: string | null;
  readonly descending: boolean;
  readonly after: string | null;
  readonly limit: number;
  /** What the first page counted; null to count. */
  readonly total: Total | null;
};

/** What a Domain holds; users are counted up to 10,000. */
export type DomainContents = { readonly users: number; readonly roles: number; readonly sessions: number };

@Injectable()
export class DomainsRepository {
  enabled(tx: ReadTx): Promise<DomainRef[]> {
    return tx.sql<DomainRef>('SELECT id, name FROM domain WHERE enabled ORDER BY name_key');
  }

  async lockFounding(tx: WriteTx): Promise<void> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('founding', 0))`);
  }

  async byId(tx: ReadTx, id: string): Promise<StoredDomain | null> {
    const [domain] = await tx.sql<StoredDomain>(`SELECT ${COLUMNS} FROM domain WHERE id = $1`, [id]);
    return domain ?? null;
  }

  async byName(tx: ReadTx, name: string): Promise<StoredDomain | null> {
    const [domain] = await tx.sql<StoredDomain>(`SELECT ${COLUMNS} FROM domain WHERE name_key = lower($1)`, [name]);
    return domain ?? null;
  }

  async primary(tx: ReadTx): Promise<StoredDomain | null> {
    const [domain] = await tx.sql<StoredDomain>(`SELECT ${COLUMNS} FROM domain WHERE is_primary`);
    return domain ?? null;
  }

  async lock(tx: WriteTx, id: string): Promise<StoredDomain | null> {
    const [domain] = await tx.sql<StoredDomain>(`SELECT ${COLUMNS} FROM domain WHERE id = $1 FOR UPDATE`, [id]);
    return domain ?? null;
  }

  /** One row more than asked for tells that there is a next page. */
  async page(tx: ReadTx, page: DomainPage): Promise<{ rows: StoredDomain[]; total: Total }> {
    const direction = page.descending ? 'DESC' : 'ASC';
    const matches = `($1::text IS NULL OR name_key LIKE lower($1) OR lower(display_name) LIKE lower($1))`;
    const rows = await tx.sql<StoredDomain & { counted: number | null }>(
      `SELECT ${COLUMNS},
              CASE WHEN $4::boolean THEN (SELECT count(*)::int FROM
                (SELECT FROM domain WHERE ${matches} LIMIT ${LIMITS.countedRows + 1}) AS bounded) END AS counted
         FROM domain
        WHERE ${matches} AND ($2::text IS NULL OR name_key ${page.descending ? '<' : '>'} $2)
        ORDER BY name_key ${direction} LIMIT $3`,
      [page.q === null ? null : containing(page.q), page.after, page.limit + 1, page.total === null],
    );
    return { rows, total: page.total ?? totalOf(rows[0]?.counted ?? 0) };
  }

  async users(tx: ReadTx, id: string): Promise<number> {
    const [row] = await tx.sql<{ users: number }>(
      `SELECT count(*)::int AS users FROM (SELECT FROM app_user WHERE domain_id = $1 LIMIT ${LIMITS.countedRows}) AS u`,
      [id],
    );
    return row?.users ?? 0;
  }

  async contents(tx: ReadTx, id: string): Promise<DomainContents> {
    const [row] = await tx.sql<DomainContents>(
      `SELECT (SELECT count(*)::int FROM app_user WHERE domain_id = $1) AS users,
              (SELECT count(*)::int FROM role WHERE domain_id = $1) AS roles,
              (SELECT count(*)::int FROM session WHERE domain_id = $1) AS sessions`,
      [id],
    );
    return row ?? { users: 0, roles: 0, sessions: 0 };
  }

  async insert(tx: WriteTx, domain: NewDomain): Promise<StoredDomain> {
    const rows = await tx.sql<StoredDomain>(
      `INSERT INTO domain (id, name, display_name, is_primary, banner_text, banner_color)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
      [
        domain.id,
        domain.name,
        domain.displayName,
        domain.primary,
        domain.banner?.text ?? null,
        domain.banner?.color ?? null,
      ],
    );
    return one(rows);
  }

  /** For a row that is locked: makes its next version. */
  async save(tx: WriteTx, id: string, change: DomainChange): Promise<StoredDomain> {
    const rows = await tx.sql<StoredDomain>(
      `UPDATE domain SET display_name = $2, banner_text = $3, banner_color = $4, enabled = $5,
              version = version + 1, updated_at = now()
        WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, change.displayName, change.banner?.text ?? null, change.banner?.color ?? null, change.enabled],
    );
    return one(rows);
  }

  /** The Domain with all it holds; its audit events stay. */
  async delete(tx: WriteTx, id: string): Promise<void> {
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE;) {
      const rows = await tx.sql(
        `DELETE FROM app_user WHERE id IN (SELECT id FROM app_user WHERE domain_id = $1 LIMIT ${DELETED_AT_ONCE})
         RETURNING id`,
        [id],
      );
      deleted = rows.length;
    }
    await tx.sql('DELETE FROM domain WHERE id = $1', [id]);
  }
}

function totalOf(counted: number): Total {
  return counted > LIMITS.countedRows
    ? { value: LIMITS.countedRows, relation: 'atLeast' }
    : { value: counted, relation: 'exact' };
}

function one([domain]: readonly StoredDomain[]): StoredDomain {
  if (!domain) throw new Error('The Domain was locked and is gone');
  return domain;
}
