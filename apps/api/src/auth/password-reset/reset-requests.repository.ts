import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type NewRequest = {
  readonly id: string;
  /** As typed, in lower case; null for the Primary Domain. */
  readonly domainKey: string | null;
  readonly nameKey: string;
  readonly address: string;
};

export type ResetRequest = {
  readonly id: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly domainEnabled: boolean;
  readonly nameKey: string;
  readonly address: string;
  readonly isTooOld: boolean;
};

/** Who asked for a new password: everybody who did, so that keeping takes as long for nobody as for somebody. */
@Injectable()
export class ResetRequestsRepository {
  /**
   * Keeps at most so many an hour of one address. A Domain that does not exist has its requests in the Primary Domain,
   * under a name that nobody can have.
   */
  async keep(tx: WriteTx, { id, domainKey, nameKey, address }: NewRequest, mostOfAddress: number): Promise<void> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('reset-request:' || $1::text, 0))`, [address]);
    await tx.sql(
      `INSERT INTO reset_request (id, domain_id, name_key, address)
       SELECT $1::uuid, coalesce(d.id, p.id), CASE WHEN d.id IS NULL THEN $2::text || chr(10) || $3::text ELSE $3::text END,
              $4::text
         FROM domain p LEFT JOIN domain d ON d.name_key = $2::text OR ($2::text IS NULL AND d.is_primary)
        WHERE p.is_primary
          AND (SELECT count(*) FROM reset_request WHERE address = $4::text AND at > now() - interval '1 hour') < $5::int`,
      [id, domainKey, nameKey, address, mostOfAddress],
    );
  }

  /** Those that nobody handled yet, the oldest first. */
  open(tx: ReadTx, limit: number): Promise<ResetRequest[]> {
    return tx.sql<ResetRequest>(
      `SELECT r.id, r.domain_id AS "domainId", d.name AS "domainName", d.enabled AS "domainEnabled",
              r.name_key AS "nameKey", r.address, r.at < now() - interval '1 hour' AS "isTooOld"
         FROM reset_request r JOIN domain d ON d.id = r.domain_id
        WHERE r.handled_at IS NULL ORDER BY r.at LIMIT $1`,
      [limit],
    );
  }

  /** Of two at once, one handles it. */
  async take(tx: WriteTx, id: string): Promise<boolean> {
    const rows = await tx.sql(
      'UPDATE reset_request SET handled_at = now() WHERE id = $1 AND handled_at IS NULL RETURNING id',
      [id],
    );
    return rows.length === 1;
  }

  async markMailed(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('UPDATE reset_request SET mailed = true WHERE id = $1', [id]);
  }

  /** Mails of the last hour, whichever of the account's names was typed. */
  async mailed(tx: ReadTx, nameKeys: readonly string[]): Promise<number> {
    const rows = await tx.sql(
      `SELECT id FROM reset_request WHERE name_key = ANY ($1::text[]) AND mailed AND handled_at > now() - interval '1 hour'`,
      [nameKeys],
    );
    return rows.length;
  }
}
