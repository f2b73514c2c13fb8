import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../database/transaction.js';

export type NewMessage = {
  readonly id: string;
  readonly domainId: string;
  readonly kind: string;
  readonly sealed: string | null;
  /** Why it can never be delivered; null when it can be tried. */
  readonly refusedBecause: string | null;
};

export type DueMessage = {
  readonly id: string;
  readonly domainId: string;
  readonly kind: string;
  readonly sealed: string;
  readonly attempts: number;
  readonly isTooOld: boolean;
};

/** Mail that waits for its delivery. */
@Injectable()
export class OutboxRepository {
  async add(tx: WriteTx, messages: readonly NewMessage[]): Promise<void> {
    await tx.sql(
      `INSERT INTO outbox_message (id, domain_id, kind, sealed, failed_at, last_error)
       SELECT n.id, n."domainId", n.kind, n.sealed, CASE WHEN n."refusedBecause" IS NULL THEN NULL ELSE now() END,
              n."refusedBecause"
         FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, "domainId" uuid, kind text, sealed text, "refusedBecause" text)`,
      [JSON.stringify(messages)],
    );
  }

  /** Takes what is due for `leaseSeconds`: whoever dies with it gives it back by waiting. */
  take(tx: WriteTx, limit: number, leaseSeconds: number, keepHours: number): Promise<DueMessage[]> {
    return tx.sql<DueMessage>(
      `WITH due AS MATERIALIZED (
         SELECT id FROM outbox_message WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= now()
          ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       UPDATE outbox_message SET attempts = attempts + 1, next_at = now() + $2 * interval '1 second'
        WHERE id IN (SELECT id FROM due)
       RETURNING id, domain_id AS "domainId", kind, sealed, attempts,
                 created_at < now() - $3 * interval '1 hour' AS "isTooOld"`,
      [limit, leaseSeconds, keepHours],
    );
  }

  /** The body goes with the delivery: it may hold a link. */
  async markSent(tx: WriteTx, id: string): Promise<void> {
    await tx.sql(
      'UPDATE outbox_message SET sent_at = now(), sealed = NULL, last_error = NULL WHERE id = $1 AND sent_at IS NULL',
      [id],
    );
  }

  async markFailed(tx: WriteTx, id: string, because: string): Promise<void> {
    await tx.sql(
      `UPDATE outbox_message SET failed_at = now(), sealed = NULL, last_error = $2
        WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL`,
      [id, because],
    );
  }

  async retryLater(tx: WriteTx, id: string, seconds: number, because: string): Promise<void> {
    await tx.sql(
      `UPDATE outbox_message SET next_at = now() + $2 * interval '1 second', last_error = $3
        WHERE id = $1 AND sent_at IS NULL`,
      [id, seconds, because],
    );
  }
}
