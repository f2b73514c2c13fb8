import { Injectable } from '@nestjs/common';
import type { SamlBinding } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

/** The places of a provider, as they are in its configuration. */
export type SamlPlaces = {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly ssoBinding: SamlBinding;
  readonly sloUrl: string | null;
  readonly certificates: readonly string[];
};

export type SamlMetadataRow = {
  readonly readAt: Date | null;
  readonly failedAt: Date | null;
  readonly failure: string | null;
  readonly validUntil: Date | null;
  readonly pending: SamlPlaces | null;
  readonly pendingAt: Date | null;
};

type Owner = { readonly id: string; readonly domainId: string };
type Read = { readonly pending: SamlPlaces | null; readonly validUntil: Date | null };

@Injectable()
export class SamlMetadataRepository {
  async of(tx: ReadTx, providerId: string): Promise<SamlMetadataRow | null> {
    const [row] = await tx.sql<SamlMetadataRow>(
      `SELECT read_at AS "readAt", failed_at AS "failedAt", failure, valid_until AS "validUntil", pending,
              pending_at AS "pendingAt"
         FROM saml_metadata WHERE provider_id = $1`,
      [providerId],
    );
    return row ?? null;
  }

  /** What is pending stays as old as it is. */
  async wasRead(tx: WriteTx, { id, domainId }: Owner, { pending, validUntil }: Read): Promise<void> {
    const text = pending && JSON.stringify(pending);
    await tx.sql(
      `INSERT INTO saml_metadata (domain_id, provider_id, read_at, valid_until, pending, pending_at)
       VALUES ($1, $2, now(), $3, $4::jsonb, CASE WHEN $4::jsonb IS NOT NULL THEN now() END)
       ON CONFLICT (domain_id, provider_id) DO UPDATE
          SET read_at = now(), failed_at = NULL, failure = NULL, valid_until = $3, pending = $4::jsonb,
              pending_at = CASE WHEN $4::jsonb IS NULL THEN NULL
                                WHEN saml_metadata.pending = $4::jsonb THEN saml_metadata.pending_at ELSE now() END`,
      [domainId, id, validUntil, text],
    );
  }

  async failed(tx: WriteTx, { id, domainId }: Owner, failure: string): Promise<void> {
    await tx.sql(
      `INSERT INTO saml_metadata (domain_id, provider_id, failed_at, failure) VALUES ($1, $2, now(), $3)
       ON CONFLICT (domain_id, provider_id) DO UPDATE SET failed_at = now(), failure = $3`,
      [domainId, id, failure],
    );
  }

  /** Those that are to be read by themselves, of all Domains. */
  due(tx: ReadTx): Promise<{ readonly id: string; readonly domainId: string; readonly domainName: string }[]> {
    return tx.sql(
      `SELECT p.id, p.domain_id AS "domainId", d.name AS "domainName" FROM provider p JOIN domain d ON d.id = p.domain_id
        WHERE p.kind = 'saml' AND p.enabled AND p.config ->> 'metadataUrl' IS NOT NULL ORDER BY p.id`,
    );
  }
}
