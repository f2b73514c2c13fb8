import { Injectable } from '@nestjs/common';
import type { ImportOutcome } from 'wardkeep/contracts';
import { sideBySide } from '../../platform/database/side-by-side.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import type { WaitingUsers } from '../../users/imported-users/imported-users.js';
import type { ComparedRow } from './import-rows.repository.js';

/** A row that is to make somebody; what reading it found is nothing. */
export type NewRow = Pick<
  ComparedRow,
  'position' | 'fields' | 'secret' | 'secretKind' | 'targetId' | 'usernameHolder' | 'emailHolder'
>;

/** A row that is to be applied: with the changes of who is there, and the fields of who needs a password. */
export type UnappliedRow = Pick<ComparedRow, 'position' | 'credential' | 'targetId' | 'secret' | 'fields'> & {
  readonly changes: ComparedRow['changes'] | null;
};

export type MarkedRow = {
  readonly position: number;
  readonly outcome: ImportOutcome;
  readonly refused: string | null;
  readonly version: number | null;
  /** A temporary password, sealed until it is fetched. */
  readonly secret: string | null;
};

/** From one position to another, both of them included. */
export type Stretch = { readonly from: number; readonly to: number };

const HOLDERS = `LEFT JOIN login_name n ON n.domain_id = r.domain_id AND n.name_key = r.username_key
  LEFT JOIN login_name e ON e.domain_id = r.domain_id AND e.name_key = r.email_key`;

/** Rows that are applied, many in one statement. */
@Injectable()
export class ImportApplyingRepository {
  /** The next ones to apply of that verdict, with what has to be locked or hashed before. */
  unapplied(
    tx: ReadTx,
    importId: string,
    verdict: 'new' | 'changed',
    after: number,
    limit: number,
  ): Promise<UnappliedRow[]> {
    return tx.sql(
      `SELECT position, credential, user_id AS "targetId", CASE WHEN verdict = 'changed' THEN changes END AS changes,
              CASE credential WHEN 'invitation' THEN '{"username":""}' ELSE fields END AS fields, secret
         FROM user_import_row
        WHERE import_id = $1 AND position > $2 AND verdict = $3 AND outcome IS NULL ORDER BY position LIMIT $4`,
      [importId, after, verdict, limit],
    );
  }

  /**
   * Those of these positions that are to make somebody. They are not locked: who counts them last, as the import still is
   * theirs, is who wrote them. `isLate`: beside whoever has their names by now. Mostly nobody has, and then writing them
   * says so for nothing.
   */
  unmade(tx: ReadTx, importId: string, { from, to }: Stretch, isLate: boolean): Promise<NewRow[]> {
    return tx.sql<NewRow>(
      `SELECT r.position, r.fields, r.secret, r.secret_kind AS "secretKind", r.user_id AS "targetId",
              ${isLate ? 'n.user_id' : 'NULL'} AS "usernameHolder", ${isLate ? 'e.user_id' : 'NULL'} AS "emailHolder"
         FROM user_import_row r ${isLate ? HOLDERS : ''}
        WHERE r.import_id = $1 AND r.position BETWEEN $2 AND $3 AND r.outcome IS NULL AND r.verdict = 'new'`,
      [importId, from, to],
    );
  }

  /** Where those wait whom rows make. */
  waiting(importId: string, { from, to }: Stretch): WaitingUsers {
    return (add) =>
      `SELECT position, user_id AS id, fields, changes FROM user_import_row
        WHERE import_id = ${add(importId)}::uuid AND position BETWEEN ${add(from)}::int AND ${add(to)}::int`;
  }

  async mark(tx: WriteTx, importId: string, rows: readonly MarkedRow[]): Promise<void> {
    const made = rows.filter(isPlain).map(({ position }) => position);
    const others = rows.filter((row) => !isPlain(row));
    await sideBySide(
      made.length > 0 ? this.markMade(tx, importId, made) : null,
      others.length > 0 ? this.markOthers(tx, importId, others) : null,
    );
  }

  private async markMade(tx: WriteTx, importId: string, positions: readonly number[]): Promise<void> {
    await tx.sql(
      `UPDATE user_import_row SET outcome = 'created', written_version = 1, secret = NULL, secret_kind = NULL
        WHERE import_id = $1 AND position = ANY ($2::int[])`,
      [importId, positions],
    );
  }

  private async markOthers(tx: WriteTx, importId: string, rows: readonly MarkedRow[]): Promise<void> {
    await tx.sql(
      `UPDATE user_import_row r SET outcome = n.outcome, refused = n.refused, written_version = n.version,
              secret = n.secret, secret_kind = CASE WHEN n.secret IS NOT NULL THEN 'temporary' END
         FROM jsonb_to_recordset($1::jsonb) AS n(position int, outcome text, refused text, version int, secret text)
        WHERE r.import_id = $2 AND r.position = n.position`,
      [JSON.stringify(rows), importId],
    );
  }
}

/** Made, and with no password to hand out. */
function isPlain({ outcome, secret }: MarkedRow): boolean {
  return outcome === 'created' && secret === null;
}
