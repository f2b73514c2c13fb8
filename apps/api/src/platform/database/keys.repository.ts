import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { WrappedKey } from '../crypto/data-keys.js';
import type { KeyCheck } from '../crypto/key-ring.js';
import type { ReadTx, WriteTx } from './transaction.js';

export type SigningKeyRow = {
  readonly kid: string;
  readonly sealed: string;
  readonly state: 'next' | 'active' | 'retired';
};

/** Sealed keys and the proof of the key ring. */
@Injectable()
export class KeysRepository {
  /** Before there is a key, so before there is a unit of work: whether this database was never sealed with one. */
  async isFresh(dataSource: DataSource): Promise<boolean> {
    const rows: unknown[] = await dataSource.query('SELECT FROM key_check LIMIT 1');
    return rows.length === 0;
  }

  /** Of several first starts at once, one makes the keys. */
  async lock(tx: WriteTx): Promise<void> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('keys', 0))`);
  }

  checks(tx: ReadTx): Promise<KeyCheck[]> {
    return tx.sql<KeyCheck>('SELECT kek_id AS "kekId", fingerprint, sealed FROM key_check ORDER BY created_at');
  }

  async addCheck(tx: WriteTx, row: KeyCheck): Promise<void> {
    await tx.sql('INSERT INTO key_check (kek_id, fingerprint, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      row.kekId,
      row.fingerprint,
      row.sealed,
    ]);
  }

  dataKeys(tx: ReadTx, domainId: string): Promise<WrappedKey[]> {
    return tx.sql<WrappedKey>(
      `SELECT id, domain_id AS "domainId", kek_id AS "kekId", wrapped FROM data_key
        WHERE domain_id = $1 AND retired_at IS NULL ORDER BY created_at DESC, id DESC`,
      [domainId],
    );
  }

  async addDataKey(tx: WriteTx, row: WrappedKey): Promise<void> {
    await tx.sql('INSERT INTO data_key (id, domain_id, kek_id, wrapped) VALUES ($1, $2, $3, $4)', [
      row.id,
      row.domainId,
      row.kekId,
      row.wrapped,
    ]);
  }

  signingKeys(tx: ReadTx): Promise<SigningKeyRow[]> {
    return tx.sql<SigningKeyRow>(
      `SELECT kid, sealed, state FROM signing_key WHERE retire_at IS NULL OR retire_at > now() ORDER BY not_before DESC`,
    );
  }

  async addSigningKey(tx: WriteTx, kid: string, sealed: string): Promise<void> {
    await tx.sql(`INSERT INTO signing_key (kid, sealed, state) VALUES ($1, $2, 'active')`, [kid, sealed]);
  }
}
