import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { WrappedKey } from '../crypto/data-keys.js';
import type { KeyCheck } from '../crypto/key-ring.js';
import type { ReadTx, WriteTx } from './transaction.js';

export type SigningKeyRow = {
  readonly kid: string;
  readonly sealed: string;
  readonly state: 'next' | 'active' | 'retired';
  readonly retiresInMs: number | null;
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
      `SELECT kid, sealed, state, (extract(epoch FROM retire_at - now()) * 1000)::float8 AS "retiresInMs"
         FROM signing_key WHERE retire_at IS NULL OR retire_at > now() ORDER BY not_before DESC`,
    );
  }

  /** Without a key that signs, as on a first start, it signs from now on; else it is the next one, so many minutes ahead. */
  async addSigningKey(tx: WriteTx, kid: string, sealed: string, aheadMinutes: number | null): Promise<void> {
    await tx.sql(
      `INSERT INTO signing_key (kid, sealed, state, not_before)
       VALUES ($1, $2, $3, now() + $4::int * interval '1 minute')`,
      [kid, sealed, aheadMinutes === null ? 'active' : 'next', aheadMinutes ?? 0],
    );
  }

  /** Whether the next key is there, whether its time has come, and whether the present one is due to be replaced. */
  async signingState(tx: ReadTx, maxDays: number): Promise<{ isPlanned: boolean; isTime: boolean; isOld: boolean }> {
    const [row] = await tx.sql<{ isPlanned: boolean; isTime: boolean; isOld: boolean }>(
      `SELECT count(*) FILTER (WHERE state = 'next') > 0 AS "isPlanned",
              count(*) FILTER (WHERE state = 'next' AND not_before <= now()) > 0 AS "isTime",
              count(*) FILTER (WHERE state = 'active' AND not_before <= now() - $1::int * interval '1 day') > 0 AS "isOld"
         FROM signing_key`,
      [maxDays],
    );
    return row ?? { isPlanned: false, isTime: false, isOld: false };
  }

  /** What signs now signs no more, and is believed for so many days yet. */
  async retireSigningKeys(tx: WriteTx, days: number): Promise<void> {
    await tx.sql(
      `UPDATE signing_key SET state = 'retired', retire_at = now() + $1::int * interval '1 day' WHERE state = 'active'`,
      [days],
    );
  }

  async promoteSigningKey(tx: WriteTx): Promise<void> {
    await tx.sql(
      `UPDATE signing_key SET state = 'active', not_before = least(not_before, now())
        WHERE kid = (SELECT kid FROM signing_key WHERE state = 'next' ORDER BY not_before, kid LIMIT 1)`,
    );
  }

  async dropSigningKeys(tx: WriteTx, which: 'over' | 'all'): Promise<number> {
    const condition = which === 'all' ? 'true' : `state = 'retired' AND retire_at <= now()`;
    const rows = await tx.sql(`DELETE FROM signing_key WHERE ${condition} RETURNING kid`);
    return rows.length;
  }
}
