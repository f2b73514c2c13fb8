import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

type Owner = { readonly domainId: string; readonly userId: string };

type StoredState = {
  readonly enrolledAt: Date | null;
  readonly usedAt: Date | null;
  readonly recoveryCodesLeft: number;
};

/** Sealed secrets of authenticator apps, those about to become one, and the hashes of recovery codes. */
@Injectable()
export class SecondFactorsRepository {
  /** Replaces one begun before. */
  async savePending(tx: WriteTx, { domainId, userId }: Owner, sealed: string, lastsMinutes: number): Promise<void> {
    await tx.sql(
      `INSERT INTO totp_enrolment (domain_id, user_id, sealed, expires_at)
       VALUES ($1, $2, $3, now() + $4::int * interval '1 minute')
       ON CONFLICT (domain_id, user_id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at`,
      [domainId, userId, sealed, lastsMinutes],
    );
  }

  async pending(tx: ReadTx, userId: string): Promise<string | null> {
    const [row] = await tx.sql<{ sealed: string }>(
      'SELECT sealed FROM totp_enrolment WHERE user_id = $1 AND expires_at > now()',
      [userId],
    );
    return row?.sealed ?? null;
  }

  /** Uses the pending secret up; of two at once, one gets it. */
  async takePending(tx: WriteTx, userId: string): Promise<boolean> {
    const rows = await tx.sql(
      'DELETE FROM totp_enrolment WHERE user_id = $1 AND expires_at > now() RETURNING user_id',
      [userId],
    );
    return rows.length === 1;
  }

  /** `step` is that of the code which confirmed the secret: that code is used up. */
  async addSecret(tx: WriteTx, { domainId, userId }: Owner, sealed: string, step: number): Promise<void> {
    await tx.sql('INSERT INTO totp_secret (domain_id, user_id, sealed, last_step) VALUES ($1, $2, $3, $4)', [
      domainId,
      userId,
      sealed,
      step,
    ]);
  }

  async secret(tx: ReadTx, userId: string): Promise<string | null> {
    const [row] = await tx.sql<{ sealed: string }>('SELECT sealed FROM totp_secret WHERE user_id = $1', [userId]);
    return row?.sealed ?? null;
  }

  /** Uses up the code of this step and all before it; of any number at once, one gets it. */
  async takeStep(tx: WriteTx, userId: string, step: number): Promise<boolean> {
    const rows = await tx.sql(
      'UPDATE totp_secret SET last_step = $2, used_at = now() WHERE user_id = $1 AND last_step < $2 RETURNING user_id',
      [userId, step],
    );
    return rows.length === 1;
  }

  async replaceRecoveryCodes(tx: WriteTx, { domainId, userId }: Owner, hashes: readonly Buffer[]): Promise<void> {
    await tx.sql('DELETE FROM recovery_code WHERE user_id = $1', [userId]);
    await tx.sql('INSERT INTO recovery_code (domain_id, user_id, hash) SELECT $1, $2, unnest($3::bytea[])', [
      domainId,
      userId,
      hashes,
    ]);
  }

  async takeRecoveryCode(tx: WriteTx, userId: string, hash: Buffer): Promise<boolean> {
    const rows = await tx.sql(
      `UPDATE recovery_code SET used_at = now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL
       RETURNING user_id`,
      [userId, hash],
    );
    return rows.length === 1;
  }

  async state(tx: ReadTx, userId: string): Promise<StoredState> {
    const [row] = await tx.sql<StoredState>(
      `SELECT (SELECT enrolled_at FROM totp_secret WHERE user_id = $1) AS "enrolledAt",
              (SELECT used_at FROM totp_secret WHERE user_id = $1) AS "usedAt",
              (SELECT count(*)::int FROM recovery_code WHERE user_id = $1 AND used_at IS NULL) AS "recoveryCodesLeft"`,
      [userId],
    );
    return row ?? { enrolledAt: null, usedAt: null, recoveryCodesLeft: 0 };
  }

  async remove(tx: WriteTx, userId: string): Promise<void> {
    for (const table of ['totp_secret', 'totp_enrolment', 'recovery_code']) {
      await tx.sql(`DELETE FROM ${table} WHERE user_id = $1`, [userId]);
    }
  }
}
