import { Injectable } from '@nestjs/common';
import type { ProviderFailure } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type NewFailure = Omit<ProviderFailure, 'at'> & { readonly domainId: string; readonly providerId: string };

type FailureRow = Omit<ProviderFailure, 'at'> & { readonly at: Date };

@Injectable()
export class SsoFailuresRepository {
  newest(tx: ReadTx, providerId: string, limit: number): Promise<FailureRow[]> {
    return tx.sql<FailureRow>(
      `SELECT id, at, reference, reason, detail, subject, address, request_id AS "requestId"
         FROM sso_failure WHERE provider_id = $1 ORDER BY id DESC LIMIT $2`,
      [providerId, limit],
    );
  }

  /** Keeps so many with this one, of those that have one of the reasons `apart` or of those that have none, as it does. */
  async add(tx: WriteTx, failure: NewFailure, kept: number, apart: readonly string[]): Promise<void> {
    const { id, domainId, providerId, reference, reason, detail, subject, address, requestId } = failure;
    await tx.sql(
      `INSERT INTO sso_failure (id, domain_id, provider_id, reference, reason, detail, subject, address, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, domainId, providerId, reference, reason, detail, subject, address, requestId],
    );
    await tx.sql(
      `WITH old AS MATERIALIZED (
         SELECT id FROM sso_failure WHERE provider_id = $1 AND (reason = ANY ($3::text[])) = ($4 = ANY ($3::text[]))
          ORDER BY id DESC OFFSET $2 LIMIT 100 FOR UPDATE SKIP LOCKED)
       DELETE FROM sso_failure WHERE id IN (SELECT id FROM old)`,
      [providerId, kept, apart, reason],
    );
  }
}
