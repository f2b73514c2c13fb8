import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';

/** What a user's own row tells of the second factor: lists filter by it. */
@Injectable()
export class SecondFactorStatusRepository {
  async save(tx: WriteTx, id: string, isEnrolled: boolean): Promise<void> {
    await tx.sql('UPDATE app_user SET totp_enrolled = $2, version = version + 1, updated_at = now() WHERE id = $1', [
      id,
      isEnrolled,
    ]);
  }
}
