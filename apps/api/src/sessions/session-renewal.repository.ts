import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';

export type Successor = { readonly id: string; readonly csrfToken: string; readonly absoluteMinutes: number };

@Injectable()
export class RenewalRepository {
  /**
   * Ends the session and starts its successor, which lasts no longer than the session would have. Null when the session
   * has ended meanwhile.
   */
  async renew(tx: WriteTx, id: string, next: Successor): Promise<{ startedAt: Date; endsAt: Date } | null> {
    const [row] = await tx.sql<{ startedAt: Date; endsAt: Date }>(
      `WITH former AS (
         UPDATE session SET ended_at = now(), ended_because = 'renewed' WHERE id = $1 AND ended_at IS NULL RETURNING *
       )
       INSERT INTO session (id, domain_id, user_id, method, device, address, csrf_token, ends_at)
       SELECT $2, domain_id, user_id, method, device, address, $3,
              least(ends_at, started_at + $4::int * interval '1 minute') FROM former
       RETURNING started_at AS "startedAt", ends_at AS "endsAt"`,
      [id, next.id, next.csrfToken, next.absoluteMinutes],
    );
    return row ?? null;
  }
}
