import { Injectable } from '@nestjs/common';
import type { AfterFailure, FailureRecord } from 'wardkeep/rules';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

/** Browsers in which a user signed in before. */
@Injectable()
export class KnownDevicesRepository {
  async find(tx: ReadTx, id: string, userId: string): Promise<FailureRecord | null> {
    const [row] = await tx.sql<FailureRecord>(
      `SELECT failed_sign_ins AS failures, failing_since AS since FROM known_device WHERE id = $1 AND user_id = $2`,
      [id, userId],
    );
    return row ?? null;
  }

  async saveFailures(tx: WriteTx, id: string, after: AfterFailure): Promise<void> {
    await tx.sql('UPDATE known_device SET failed_sign_ins = $2, failing_since = $3 WHERE id = $1', [
      id,
      after.failures,
      after.since,
    ]);
  }

  /** A new device, or a known one that was used again. */
  async keep(tx: WriteTx, device: { readonly id: string; readonly domainId: string; readonly userId: string }) {
    await tx.sql(
      `INSERT INTO known_device (id, domain_id, user_id) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET used_at = now(), failed_sign_ins = 0, failing_since = NULL`,
      [device.id, device.domainId, device.userId],
    );
  }

  /** All but the newest ones, so that nobody gathers them. */
  async trim(tx: WriteTx, userId: string, most: number): Promise<void> {
    await tx.sql(
      `DELETE FROM known_device WHERE user_id = $1 AND id IN
         (SELECT id FROM known_device WHERE user_id = $1 ORDER BY used_at DESC, id DESC OFFSET $2)`,
      [userId, most],
    );
  }

  async forget(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('DELETE FROM known_device WHERE id = $1', [id]);
  }
}
