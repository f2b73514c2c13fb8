import { Injectable } from '@nestjs/common';
import { LIMITS, type SyncCounts, type SyncRun, type SyncState } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import type { ActiveRun, RunEnding, SyncRunRow } from './sync-run.js';

export type NewRun = Pick<SyncRun, 'id' | 'providerId' | 'mode' | 'cause'> & {
  readonly domainId: string;
  readonly who: ActiveRun['who'];
  readonly despiteLimit: boolean;
  readonly confirmDisable: number | null;
};

/** A directory as far as starting a run asks. */
export type SyncTarget = { readonly id: string; readonly name: string; readonly enabled: boolean };

type Place = readonly [startedAt: string, id: string];
type ActiveRow = Omit<ActiveRun, 'who'> & {
  readonly actorId: string | null;
  readonly startedBy: string | null;
  readonly actorDomain: string | null;
};

/** A run ends with its job, also where the job ended without it: cancelled before its turn, or given up. */
const ORPHANED = `(r.ended_at IS NULL AND coalesce(j.state, 'failed') NOT IN ('queued', 'running'))`;
const ORPHAN_STATE = `CASE j.state WHEN 'cancelled' THEN 'cancelled' ELSE 'failed' END`;
const RUNS = 'sync_run r LEFT JOIN job j ON j.domain_id = r.domain_id AND j.id = r.job_id';
const COLUMNS = `r.id, r.provider_id AS "providerId", r.job_id AS "jobId", r.mode, r.cause, r.started_by AS "startedBy",
  CASE WHEN ${ORPHANED} THEN ${ORPHAN_STATE} ELSE r.state END AS state, r.started_at AS "startedAt",
  CASE WHEN ${ORPHANED} THEN coalesce(j.updated_at, r.started_at) ELSE r.ended_at END AS "endedAt", r.counts, r.applied,
  r.refused, r.stopped_because AS "stoppedBecause", CASE WHEN ${ORPHANED} THEN j.error ELSE r.detail END AS detail`;

@Injectable()
export class SyncRunsRepository {
  async target(tx: ReadTx, providerId: string): Promise<SyncTarget | null> {
    const [row] = await tx.sql<SyncTarget>(`SELECT id, name, enabled FROM provider WHERE id = $1 AND kind = 'ldap'`, [
      providerId,
    ]);
    return row ?? null;
  }

  /** @returns whether there is now such a run: false while another of the directory has not ended */
  async add(tx: WriteTx, run: NewRun): Promise<boolean> {
    const rows = await tx.sql(
      `INSERT INTO sync_run (id, domain_id, provider_id, mode, state, cause, actor_id, started_by, actor_domain,
         despite_limit, confirm_disable)
       VALUES ($1, $2, $3, $4, 'reading', $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
      [
        run.id,
        run.domainId,
        run.providerId,
        run.mode,
        run.cause,
        run.who?.id ?? null,
        run.who?.username ?? null,
        run.who?.domain ?? null,
        run.despiteLimit,
        run.confirmDisable,
      ],
    );
    return rows.length > 0;
  }

  async setJob(tx: WriteTx, id: string, jobId: string): Promise<void> {
    await tx.sql('UPDATE sync_run SET job_id = $2 WHERE id = $1', [id, jobId]);
  }

  async find(tx: ReadTx, providerId: string, id: string): Promise<SyncRunRow | null> {
    const [row] = await tx.sql<SyncRunRow>(`SELECT ${COLUMNS} FROM ${RUNS} WHERE r.provider_id = $1 AND r.id = $2`, [
      providerId,
      id,
    ]);
    return row ?? null;
  }

  /** The newest first, with how many there are on the first page. */
  page(
    tx: ReadTx,
    providerId: string,
    after: Place | null,
    limit: number,
  ): Promise<(SyncRunRow & { readonly counted?: number })[]> {
    const counted = `(SELECT count(*)::int FROM (SELECT FROM sync_run WHERE provider_id = $1
      LIMIT ${LIMITS.countedRows + 1}) AS bounded) AS counted`;
    return tx.sql(
      `SELECT ${COLUMNS}${after ? '' : `, ${counted}`} FROM ${RUNS}
        WHERE r.provider_id = $1 ${after ? 'AND (r.started_at, r.id) < ($3::timestamptz, $4::uuid)' : ''}
        ORDER BY r.started_at DESC, r.id DESC LIMIT $2`,
      [providerId, limit, ...(after ?? [])],
    );
  }

  /** Takes the run over, from whoever had it; null once it has ended. */
  async takeOver(tx: WriteTx, id: string): Promise<ActiveRun | null> {
    const [row] = await tx.sql<ActiveRow>(
      `UPDATE sync_run SET attempt = attempt + 1 WHERE id = $1 AND ended_at IS NULL
       RETURNING id, provider_id AS "providerId", mode, state, attempt, despite_limit AS "despiteLimit",
         confirm_disable AS "confirmDisable", counts, applied + refused AS done, actor_id AS "actorId",
         started_by AS "startedBy", actor_domain AS "actorDomain"`,
      [id],
    );
    if (!row) return null;
    const { actorId, startedBy, actorDomain, ...run } = row;
    return {
      ...run,
      who: actorId === null ? null : { id: actorId, username: startedBy ?? '', domain: actorDomain ?? '' },
    };
  }

  /** The run as far as it is still this attempt's; null when it is not. */
  async lock(tx: WriteTx, { id, attempt }: ActiveRun): Promise<{ readonly isDomainEnabled: boolean } | null> {
    const [row] = await tx.sql<{ readonly isDomainEnabled: boolean }>(
      `SELECT d.enabled AS "isDomainEnabled" FROM sync_run r JOIN domain d ON d.id = r.domain_id
        WHERE r.id = $1 AND r.attempt = $2 AND r.ended_at IS NULL FOR UPDATE OF r`,
      [id, attempt],
    );
    return row ?? null;
  }

  async enter(tx: WriteTx, id: string, state: SyncState): Promise<void> {
    await tx.sql('UPDATE sync_run SET state = $2 WHERE id = $1', [id, state]);
  }

  async saveCounts(tx: WriteTx, id: string, counts: SyncCounts): Promise<void> {
    await tx.sql('UPDATE sync_run SET counts = $2 WHERE id = $1', [id, JSON.stringify(counts)]);
  }

  async countOn(tx: WriteTx, id: string, applied: number, refused: number): Promise<void> {
    await tx.sql('UPDATE sync_run SET applied = applied + $2, refused = refused + $3 WHERE id = $1', [
      id,
      applied,
      refused,
    ]);
  }

  /** The run as it ended; null when it had ended before. */
  async end(tx: WriteTx, id: string, { state, stoppedBecause, detail }: RunEnding): Promise<SyncRunRow | null> {
    const [row] = await tx.sql<SyncRunRow>(
      `WITH ended AS (UPDATE sync_run SET state = $2, stopped_because = $3, detail = $4, ended_at = now()
                       WHERE id = $1 AND ended_at IS NULL RETURNING *)
       SELECT ${COLUMNS} FROM ${RUNS.replace('sync_run', 'ended')}`,
      [id, state, stoppedBecause ?? null, detail ?? null],
    );
    return row ?? null;
  }

  /** How many enabled users the directory has. */
  async enabledUsers(tx: ReadTx, providerId: string): Promise<number> {
    const [row] = await tx.sql<{ found: number }>(
      `SELECT count(*)::int AS found FROM outside_identity i
         JOIN app_user u ON u.domain_id = i.domain_id AND u.id = i.user_id
        WHERE i.provider_id = $1 AND u.enabled`,
      [providerId],
    );
    return row?.found ?? 0;
  }

  async isCancelled(tx: ReadTx, jobId: string): Promise<boolean> {
    const rows = await tx.sql(`SELECT id FROM job WHERE id = $1 AND state = 'cancelled'`, [jobId]);
    return rows.length > 0;
  }

  /** Runs of the directory, or of all, whose jobs ended without them, with how each is to end. */
  orphans(tx: ReadTx, providerId: string | null): Promise<Orphan[]> {
    return tx.sql<Orphan>(
      `SELECT r.id, p.id AS "providerId", p.name AS "providerName", d.id AS "domainId", d.name AS "domainName",
              ${ORPHAN_STATE} AS state, j.error AS detail
         FROM ${RUNS} JOIN provider p ON p.id = r.provider_id JOIN domain d ON d.id = r.domain_id
        WHERE ${ORPHANED} AND ($1::uuid IS NULL OR r.provider_id = $1)`,
      [providerId],
    );
  }
}

export type Orphan = {
  readonly id: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly state: 'cancelled' | 'failed';
  readonly detail: string | null;
};
