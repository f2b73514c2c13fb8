import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../database/transaction.js';

/** Ends or removes at most so many rows and says how many they were. */
export type Chore = (tx: WriteTx, batch: number) => Promise<number>;

/** Nobody's turn, no lock, and no failure of today. */
const FORGOTTEN_GUESSES = `coalesce(asking_until, '-infinity') < now() AND coalesce(locked_until, '-infinity') < now()
  AND coalesce(failing_since, '-infinity') < now() - interval '1 day'`;

/** What is over by its own time. Everything here is refused at use long before: this only tidies. */
@Injectable()
export class UpkeepRepository {
  /** Each removes one batch and says how many rows that were. */
  readonly chores: readonly Chore[] = [
    removing('sign_in_attempt', 'id', `expires_at < now() - interval '1 hour'`),
    removing('totp_enrolment', 'user_id', `expires_at < now()`),
    removing('account_token', 'hash', `expires_at < now() - interval '1 day'`),
    removing('reset_request', 'id', `at < now() - interval '1 day'`),
    removing('outbox_message', 'id', `coalesce(sent_at, failed_at) < now() - interval '30 days'`),
    removing('sso_attempt', 'id', `expires_at < now() - interval '1 hour'`),
    removing('sso_test', 'id', `expires_at < now() - interval '1 hour'`),
    removing('sso_consumed', 'ctid', 'expires_at < now()'),
    removing('sso_reminder', 'ctid', 'expires_at < now()'),
    removing('outside_guess', 'ctid', FORGOTTEN_GUESSES),
    removing('idempotency_key', 'ctid', `created_at < now() - interval '24 hours'`),
    removing('job', 'id', `updated_at < now() - interval '180 days' AND state NOT IN ('queued', 'running')`),
  ];
}

function removing(table: string, key: string, condition: string): Chore {
  const chosen = `SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $1 FOR UPDATE SKIP LOCKED`;
  return async (tx, batch) => {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (${chosen})
       DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM chosen) RETURNING 1 AS gone`,
      [batch],
    );
    return rows.length;
  };
}
