import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';

/** The account that is never deleted, as the host may treat it. */
@Injectable()
export class RecoveryRepository {
  /** Locked until the transaction ends; null when the Domain has none. */
  async lockProtected(tx: WriteTx): Promise<string | null> {
    const [row] = await tx.sql<{ id: string }>('SELECT id FROM app_user WHERE is_protected FOR UPDATE');
    return row?.id ?? null;
  }

  /** Neither a lock nor a count of failures, and no link that leads to the account. */
  async release(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('UPDATE app_user SET locked_until = NULL, failed_sign_ins = 0, failing_since = NULL WHERE id = $1', [
      id,
    ]);
    await tx.sql('DELETE FROM account_token WHERE user_id = $1', [id]);
  }
}
