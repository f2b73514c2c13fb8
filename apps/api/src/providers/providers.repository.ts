import { Injectable } from '@nestjs/common';
import { LIMITS, type ProviderFailure, type ProviderKind, type SyncRun, type Total } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import type { ProviderRecord } from './provider-record.js';

const COLUMNS = `id, domain_id AS "domainId", kind, name, enabled, config, secret, secret_at AS "secretAt",
  next_sync_at AS "nextSyncAt", version, created_at AS "createdAt", updated_at AS "updatedAt"`;

export type NewProvider = Pick<ProviderRecord, 'id' | 'domainId' | 'kind' | 'name' | 'enabled' | 'config'> & {
  readonly secret: string | null;
  readonly nextSyncAt: Date | null;
};

export type ProviderPage = {
  readonly kind: ProviderKind | null;
  /** The name of the last one of the page before. */
  readonly after: string | null;
  readonly limit: number;
};

/** The latest run with its times as the database writes them. */
export type LatestSync = Omit<SyncRun, 'counts'> & { readonly counts: Partial<SyncRun['counts']> };

/** What is known of a provider beyond its settings; times in JSON are as the database writes them. */
export type ProviderGlance = {
  readonly users: number;
  readonly lastSync: LatestSync | null;
  readonly lastFailure: Pick<ProviderFailure, 'at' | 'reason' | 'reference'> | null;
  readonly lastSignInAt: Date | null;
  /** Of ours, the one that ends first. */
  readonly ownCertificate: { readonly certificate: string; readonly expiresAt: string } | null;
};

@Injectable()
export class ProvidersRepository {
  /** One row more than asked for tells that there is a next page. */
  page(tx: ReadTx, { kind, after, limit }: ProviderPage): Promise<ProviderRecord[]> {
    return tx.sql<ProviderRecord>(
      `SELECT ${COLUMNS} FROM provider WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR name_key > $2)
        ORDER BY name_key LIMIT $3`,
      [kind, after?.toLowerCase() ?? null, limit + 1],
    );
  }

  async count(tx: ReadTx, kind: ProviderKind | null): Promise<Total> {
    const [row] = await tx.sql<{ counted: number }>(
      'SELECT count(*)::int AS counted FROM provider WHERE $1::text IS NULL OR kind = $1',
      [kind],
    );
    return { value: row?.counted ?? 0, relation: 'exact' };
  }

  /** In the order in which they are tried at a sign-in. */
  enabled(tx: ReadTx, domainId: string): Promise<ProviderRecord[]> {
    return tx.sql<ProviderRecord>(
      `SELECT ${COLUMNS} FROM provider WHERE domain_id = $1 AND enabled ORDER BY name_key`,
      [domainId],
    );
  }

  async byId(tx: ReadTx, id: string): Promise<ProviderRecord | null> {
    const [row] = await tx.sql<ProviderRecord>(`SELECT ${COLUMNS} FROM provider WHERE id = $1`, [id]);
    return row ?? null;
  }

  async lock(tx: WriteTx, id: string): Promise<ProviderRecord | null> {
    const [row] = await tx.sql<ProviderRecord>(`SELECT ${COLUMNS} FROM provider WHERE id = $1 FOR UPDATE`, [id]);
    return row ?? null;
  }

  /** Of several that add a provider at once, each counts what the ones before added. */
  async lockList(tx: WriteTx, domainId: string): Promise<void> {
    await tx.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`providers ${domainId}`]);
  }

  async insert(tx: WriteTx, provider: NewProvider): Promise<ProviderRecord> {
    const { id, domainId, kind, name, enabled, config, secret, nextSyncAt } = provider;
    const rows = await tx.sql<ProviderRecord>(
      `INSERT INTO provider (id, domain_id, kind, name, enabled, config, secret, secret_at, next_sync_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $7::text IS NOT NULL THEN now() END, $8) RETURNING ${COLUMNS}`,
      [id, domainId, kind, name, enabled, JSON.stringify(config), secret, nextSyncAt],
    );
    return one(rows);
  }

  /** For a row that is locked: makes its next version. */
  async save(tx: WriteTx, provider: ProviderRecord): Promise<ProviderRecord> {
    const { id, name, enabled, config, secret, nextSyncAt } = provider;
    const rows = await tx.sql<ProviderRecord>(
      `UPDATE provider SET name = $2, enabled = $3, config = $4, secret = $5, next_sync_at = $6,
              secret_at = CASE WHEN $5::text IS NULL THEN NULL WHEN secret = $5 THEN secret_at ELSE now() END,
              version = version + 1, updated_at = now()
        WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, name, enabled, JSON.stringify(config), secret, nextSyncAt],
    );
    return one(rows);
  }

  async delete(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('DELETE FROM provider WHERE id = $1', [id]);
  }

  async now(tx: ReadTx): Promise<Date> {
    const [row] = await tx.sql<{ now: Date }>('SELECT now()::timestamptz(3) AS now');
    return row?.now ?? new Date();
  }

  async users(tx: ReadTx, id: string): Promise<number> {
    return (await this.glance(tx, id)).users;
  }

  async glance(tx: ReadTx, id: string): Promise<ProviderGlance> {
    return (await this.glances(tx, [id])).get(id) ?? NOTHING_KNOWN;
  }

  /** Of all of them at once. */
  async glances(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, ProviderGlance>> {
    const rows = await tx.sql<ProviderGlance & { readonly id: string }>(GLANCES, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

const NOTHING_KNOWN: ProviderGlance = {
  users: 0,
  lastSync: null,
  lastFailure: null,
  lastSignInAt: null,
  ownCertificate: null,
};

/** Sessions and failures are numbered in the order in which they come. */
const GLANCES = `
SELECT p AS id,
  (SELECT count(*)::int
     FROM (SELECT FROM outside_identity WHERE provider_id = p LIMIT ${LIMITS.countedRows}) AS u) AS users,
  (SELECT to_jsonb(r) FROM (
     SELECT id, provider_id AS "providerId", job_id AS "jobId", mode, state, cause, started_by AS "startedBy",
            started_at AS "startedAt", ended_at AS "endedAt", counts, applied, refused,
            stopped_because AS "stoppedBecause", detail
       FROM sync_run WHERE provider_id = p ORDER BY started_at DESC, id DESC LIMIT 1) AS r) AS "lastSync",
  (SELECT to_jsonb(f) FROM (
     SELECT at, reason, reference FROM sso_failure WHERE provider_id = p ORDER BY id DESC LIMIT 1) AS f) AS "lastFailure",
  (SELECT s.started_at FROM session AS s WHERE s.id = (
     SELECT session_id FROM sso_session WHERE provider_id = p ORDER BY session_id DESC LIMIT 1)) AS "lastSignInAt",
  (SELECT to_jsonb(k) FROM (
     SELECT certificate, expires_at AS "expiresAt" FROM saml_key WHERE provider_id = p
      ORDER BY expires_at LIMIT 1) AS k) AS "ownCertificate"
FROM unnest($1::uuid[]) AS p`;

function one([provider]: readonly ProviderRecord[]): ProviderRecord {
  if (!provider) throw new Error('The provider was locked and is gone');
  return provider;
}
