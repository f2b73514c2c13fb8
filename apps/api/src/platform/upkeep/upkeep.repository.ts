import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../database/transaction.js';

/** One batch at a time: no statement may run into its time limit, however much there is to do. */
const BATCH = 2_000;
/** When somebody was last seen is written in batches; nobody is idle before such a batch has had its time. */
const SLACK_MINUTES = 2;

/** What is over by its own time. Everything here is refused at use long before: this only tidies. */
@Injectable()
export class UpkeepRepository {
  /** Each removes or ends one batch and says how many rows that were. */
  readonly chores: readonly ((tx: WriteTx, idleMinutes: number) => Promise<number>)[] = [
    (tx) => removed(tx, 'sign_in_attempt', 'id', `expires_at < now() - interval '1 hour'`),
    (tx) => removed(tx, 'account_token', 'hash', `expires_at < now() - interval '1 day'`),
    (tx) => removed(tx, 'outbox_message', 'id', `coalesce(sent_at, failed_at) < now() - interval '30 days'`),
    (tx) => removed(tx, 'idempotency_key', 'ctid', `created_at < now() - interval '24 hours'`),
    (tx) => removed(tx, 'job', 'id', `updated_at < now() - interval '90 days' AND state NOT IN ('queued', 'running')`),
    (tx, idleMinutes) => this.endSessions(tx, idleMinutes),
  ];

  private endSessions(tx: WriteTx, idleMinutes: number): Promise<number> {
    return counted(
      tx,
      `UPDATE session
          SET ended_at = least(ends_at, last_seen_at + $1 * interval '1 minute'),
              ended_because = CASE WHEN last_seen_at + $1 * interval '1 minute' < ends_at THEN 'idle' ELSE 'expired' END
        WHERE id IN (SELECT id FROM session
                      WHERE ended_at IS NULL
                        AND (ends_at <= now() OR last_seen_at <= now() - $2 * interval '1 minute')
                      LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [idleMinutes, idleMinutes + SLACK_MINUTES],
    );
  }

  isWholeBatch(count: number): boolean {
    return count >= BATCH;
  }
}

function removed(tx: WriteTx, table: string, key: string, condition: string): Promise<number> {
  const chosen = `SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
  return counted(tx, `DELETE FROM ${table} WHERE ${key} IN (${chosen}) RETURNING 1 AS gone`, []);
}

async function counted(tx: WriteTx, text: string, values: readonly unknown[]): Promise<number> {
  const rows = await tx.sql(text, values);
  return rows.length;
}
