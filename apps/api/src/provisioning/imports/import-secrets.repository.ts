import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../../platform/database/transaction.js';

/** What is sealed in the rows of an import, and how it goes. */
@Injectable()
export class ImportSecretsRepository {
  /** The temporary passwords that are sealed in these rows, and are so no longer: of two who ask one gets them. */
  async take(
    tx: WriteTx,
    importId: string,
    positions: readonly number[],
  ): Promise<{ readonly position: number; readonly secret: string }[]> {
    return tx.sql(
      `WITH chosen AS MATERIALIZED (
         SELECT position, secret FROM user_import_row
          WHERE import_id = $1 AND position = ANY ($2::int[]) AND secret IS NOT NULL AND secret_kind = 'temporary'
            FOR UPDATE)
       UPDATE user_import_row r SET secret = NULL FROM chosen
        WHERE r.import_id = $1 AND r.position = chosen.position RETURNING chosen.position, chosen.secret`,
      [importId, positions],
    );
  }

  /** Erases what the file brought in at most so many rows that nobody came to. @returns how many */
  async erase(tx: WriteTx, importId: string, limit: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (
         SELECT position FROM user_import_row
          WHERE import_id = $1 AND secret IS NOT NULL AND outcome IS NULL LIMIT $2 FOR UPDATE)
       UPDATE user_import_row SET secret = NULL
        WHERE import_id = $1 AND position IN (SELECT position FROM chosen) RETURNING 1 AS erased`,
      [importId, limit],
    );
    return rows.length;
  }
}
