import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

type Expiry = { readonly maxAgeDays: number; readonly agesFrom: Date | null };

@Injectable()
export class PasswordExpiryRepository {
  async domains(tx: ReadTx, only: string | null): Promise<readonly string[]> {
    const rows = await tx.sql<{ id: string }>(
      'SELECT id FROM domain WHERE $1::uuid IS NULL OR id = $1::uuid ORDER BY id',
      [only],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Rewrites when passwords expire, for the next users in the order of their ids; a temporary password keeps its end.
   * @returns the last id, null when there was nobody left
   */
  async rewrite(
    tx: WriteTx,
    domainId: string,
    after: string | null,
    { maxAgeDays, agesFrom }: Expiry,
    batch: number,
  ): Promise<string | null> {
    const [row] = await tx.sql<{ last: string | null }>(
      `WITH next AS (
         SELECT id FROM app_user
          WHERE domain_id = $1 AND ($2::uuid IS NULL OR id > $2::uuid) ORDER BY id LIMIT $5),
       due AS (
         SELECT u.id, CASE WHEN $3::int > 0 THEN
                  greatest(u.password_changed_at, $4::timestamptz) + $3::int * interval '24 hours' END AS expires_at
           FROM app_user u JOIN next ON next.id = u.id
          WHERE u.domain_id = $1 AND u.login_method = 'standard' AND u.password_hash IS NOT NULL
            AND NOT u.must_change_password),
       written AS (
         UPDATE app_user u SET password_expires_at = due.expires_at FROM due
          WHERE u.domain_id = $1 AND u.id = due.id AND u.password_expires_at IS DISTINCT FROM due.expires_at
         RETURNING u.id)
       SELECT (SELECT id FROM next ORDER BY id DESC LIMIT 1) AS last, (SELECT count(*) FROM written) AS written`,
      [domainId, after, maxAgeDays, agesFrom, batch],
    );
    return row?.last ?? null;
  }
}
