import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import type { AccountRecord } from './user-record.js';

/** A former password; its hash is sealed for this row. */
export type FormerPassword = { readonly id: string; readonly sealed: string };

type Owner = Pick<AccountRecord, 'id' | 'domain_id'>;

@Injectable()
export class PasswordHistory {
  async newest(tx: ReadTx, user: Owner, count: number): Promise<readonly FormerPassword[]> {
    return tx.sql<FormerPassword>(
      `SELECT id, sealed FROM password_history WHERE domain_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3`,
      [user.domain_id, user.id, count],
    );
  }

  async add(tx: WriteTx, user: Owner, { id, sealed }: FormerPassword): Promise<void> {
    await tx.sql('INSERT INTO password_history (id, domain_id, user_id, sealed) VALUES ($1, $2, $3, $4)', [
      id,
      user.domain_id,
      user.id,
      sealed,
    ]);
  }

  async keepNewest(tx: WriteTx, user: Owner, count: number): Promise<void> {
    await tx.sql(
      `DELETE FROM password_history WHERE domain_id = $1 AND user_id = $2 AND id NOT IN
         (SELECT id FROM password_history WHERE domain_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3)`,
      [user.domain_id, user.id, count],
    );
  }
}
