import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../../platform/database/transaction.js';

/** Runs that are kept of each directory, and for how long; the last one always is. */
const KEPT_RUNS = 100;
const KEPT = `interval '180 days'`;

const OLD = `SELECT id FROM (
    SELECT id, started_at, ended_at, row_number() OVER (PARTITION BY provider_id ORDER BY started_at DESC, id DESC) AS nth
      FROM sync_run) AS runs
   WHERE ended_at IS NOT NULL AND (nth > ${KEPT_RUNS} OR (nth > 1 AND started_at < now() - ${KEPT}))`;

/** Each removes at most so many rows and says how many they were. */
@Injectable()
export class SyncUpkeepRepository {
  /** What a run that has ended left, since its process died right then. */
  leftEntries(tx: WriteTx, batch: number): Promise<number> {
    return removed(tx, 'sync_entry', 'SELECT id FROM sync_run WHERE ended_at IS NOT NULL', batch);
  }

  oldChanges(tx: WriteTx, batch: number): Promise<number> {
    return removed(tx, 'sync_change', OLD, batch);
  }

  /** Their changes first: what goes with them would be too much for one statement. */
  async oldRuns(tx: WriteTx, batch: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (
         SELECT r.id FROM sync_run r WHERE r.id IN (${OLD}) AND NOT EXISTS (SELECT FROM sync_change c WHERE c.run_id = r.id)
          LIMIT $1 FOR UPDATE SKIP LOCKED)
       DELETE FROM sync_run WHERE id IN (SELECT id FROM chosen) RETURNING 1 AS gone`,
      [batch],
    );
    return rows.length;
  }
}

async function removed(tx: WriteTx, table: string, runs: string, batch: number): Promise<number> {
  const rows = await tx.sql(
    `WITH chosen AS MATERIALIZED (
       SELECT ctid FROM ${table} WHERE run_id IN (${runs}) LIMIT $1 FOR UPDATE SKIP LOCKED)
     DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING 1 AS gone`,
    [batch],
  );
  return rows.length;
}
