import { Injectable } from '@nestjs/common';
import { LIMITS, type ProviderKind, type SyncRun, type Total } from 'wardkeep/contracts';
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

/** The latest run with its times as they are stored. */
export type LatestSync = Omit<SyncRun, 'startedAt' | 'endedAt' | 'counts'> & {
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly counts: Partial<SyncRun['counts']>;
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
    return (await this.usersOf(tx, [id])).get(id) ?? 0;
  }

  /** How many users come from each. */
  async usersOf(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.sql<{ id: string; users: number }>(
      `SELECT id, users FROM unnest($1::uuid[]) AS id, LATERAL (SELECT count(*)::int AS users FROM
         (SELECT FROM outside_identity WHERE provider_id = id LIMIT ${LIMITS.countedRows}) AS u) AS counted`,
      [ids],
    );
    return new Map(rows.map(({ id, users }) => [id, users]));
  }

  async latestSync(tx: ReadTx, id: string): Promise<LatestSync | null> {
    return (await this.latestSyncs(tx, [id])).get(id) ?? null;
  }

  /** The newest run of each that had one. */
  async latestSyncs(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, LatestSync>> {
    const rows = await tx.sql<LatestSync>(
      `SELECT r.* FROM unnest($1::uuid[]) AS p, LATERAL (
         SELECT id, provider_id AS "providerId", job_id AS "jobId", mode, state, cause, started_by AS "startedBy",
                started_at AS "startedAt", ended_at AS "endedAt", counts, applied, refused,
                stopped_because AS "stoppedBecause", detail
           FROM sync_run WHERE provider_id = p ORDER BY started_at DESC, id DESC LIMIT 1) AS r`,
      [ids],
    );
    return new Map(rows.map((run) => [run.providerId, run]));
  }
}

function one([provider]: readonly ProviderRecord[]): ProviderRecord {
  if (!provider) throw new Error('The provider was locked and is gone');
  return provider;
}
