import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';

/** What an account keeps of failed sign-ins, and what is asked of its password. */
@Injectable()
export class AccountCareRepository {
  /** Lifts the lock and forgets every failure, of the account and of its devices. @returns whether there was any */
  async forgetFailures(tx: WriteTx, id: string): Promise<boolean> {
    const accounts = await tx.sql(
      `UPDATE app_user SET locked_until = NULL, failed_sign_ins = 0, failing_since = NULL
        WHERE id = $1 AND (locked_until IS NOT NULL OR failed_sign_ins > 0 OR failing_since IS NOT NULL) RETURNING id`,
      [id],
    );
    const devices = await tx.sql(
      `UPDATE known_device SET failed_sign_ins = 0, failing_since = NULL
        WHERE user_id = $1 AND (failed_sign_ins > 0 OR failing_since IS NOT NULL) RETURNING id`,
      [id],
    );
    return accounts.length + devices.length > 0;
  }

  /** A temporary password keeps its end; any other that must be changed works until then. */
  async requireChange(tx: WriteTx, id: string, compromised: boolean): Promise<void> {
    await tx.sql(
      `UPDATE app_user SET password_compromised = password_compromised OR $2,
         password_expires_at = CASE WHEN must_change_password THEN password_expires_at END,
         must_change_password = true, version = version + 1, updated_at = now()
       WHERE id = $1`,
      [id, compromised],
    );
  }
}
