import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type SamlKeyState = 'active' | 'next';

export type SamlKeyRow = {
  readonly id: string;
  readonly domainId: string;
  readonly providerId: string;
  readonly state: SamlKeyState;
  /** PEM. */
  readonly certificate: string;
  /** Sealed. */
  readonly privateKey: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

@Injectable()
export class SamlKeysRepository {
  /** The active one first. */
  of(tx: ReadTx, providerId: string): Promise<SamlKeyRow[]> {
    return tx.sql<SamlKeyRow>(
      `SELECT id, domain_id AS "domainId", provider_id AS "providerId", state, certificate, private_key AS "privateKey",
              created_at AS "createdAt", expires_at AS "expiresAt"
         FROM saml_key WHERE provider_id = $1 ORDER BY state`,
      [providerId],
    );
  }

  /** @returns whether there was none in that state */
  async add(tx: WriteTx, key: Omit<SamlKeyRow, 'createdAt'>): Promise<boolean> {
    const { id, domainId, providerId, state, certificate, privateKey, expiresAt } = key;
    const rows = await tx.sql(
      `INSERT INTO saml_key (id, domain_id, provider_id, state, certificate, private_key, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (domain_id, provider_id, state) DO NOTHING RETURNING id`,
      [id, domainId, providerId, state, certificate, privateKey, expiresAt],
    );
    return rows.length === 1;
  }

  /** The next one becomes the active one, which is gone. */
  async promote(tx: WriteTx, providerId: string): Promise<boolean> {
    const [next] = await tx.sql<{ id: string }>(
      `SELECT id FROM saml_key WHERE provider_id = $1 AND state = 'next' FOR UPDATE`,
      [providerId],
    );
    if (!next) return false;
    await tx.sql(`DELETE FROM saml_key WHERE provider_id = $1 AND state = 'active'`, [providerId]);
    await tx.sql(`UPDATE saml_key SET state = 'active' WHERE id = $1`, [next.id]);
    return true;
  }

  async drop(tx: WriteTx, providerId: string, state: SamlKeyState): Promise<boolean> {
    const rows = await tx.sql('DELETE FROM saml_key WHERE provider_id = $1 AND state = $2 RETURNING id', [
      providerId,
      state,
    ]);
    return rows.length === 1;
  }
}
