import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';

/** What leads to a session although it is none: sign-ins half done, and browsers that are known. */
@Injectable()
export class PendingAccess {
  /** What was begun with an earlier password or second factor is over. */
  async endSignIns(tx: WriteTx, userId: string): Promise<void> {
    await tx.sql('UPDATE sign_in_attempt SET used_at = now() WHERE user_id = $1 AND used_at IS NULL', [userId]);
  }

  async forgetDevices(tx: WriteTx, userId: string, exceptId: string | null): Promise<void> {
    await tx.sql('DELETE FROM known_device WHERE user_id = $1 AND id IS DISTINCT FROM $2::uuid', [userId, exceptId]);
  }
}
