import { Injectable } from '@nestjs/common';
import {
  LIMITS,
  type BuiltInRole,
  type FieldChange,
  type Grant,
  type ImportCredential,
  type ImportOutcome,
  type ImportReason,
  type ImportRow,
  type ImportUndoing,
  type ImportVerdict,
  type Language,
  type LoginMethodKind,
} from 'wardkeep/contracts';
import type { ImportedFields } from 'wardkeep/rules';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type StagedRow = {
  readonly position: number;
  readonly line: number;
  readonly fields: ImportedFields;
  readonly found: readonly ImportReason[];
  readonly secret: string | null;
  readonly secretKind: 'password' | 'hash' | null;
};

/** The user beside a row; all null where there is none of that name. */
export type UserBeside = {
  readonly userId: string | null;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly enabled: boolean;
  readonly twoFactorRequired: boolean;
  readonly timeZone: string | null;
  readonly language: Language | null;
  readonly emailNotifications: boolean;
  readonly loginMethod: LoginMethodKind;
  readonly isProtected: boolean;
  readonly totpEnrolled: boolean;
  readonly isLocked: boolean;
  readonly neverSignedIn: boolean;
  readonly version: number;
  readonly roleName: string;
  readonly roleKind: BuiltInRole | null;
  readonly rolePermissions: readonly Grant[];
  readonly isReplaceable: boolean;
};

/** A row with all that decides about it. */
export type ComparedRow = StagedRow & {
  readonly verdict: ImportVerdict | null;
  readonly changes: readonly FieldChange[];
  readonly credential: ImportCredential | null;
  /** Whom the row is to make, or made, or changes. */
  readonly targetId: string | null;
  readonly seenVersion: number | null;
  readonly writtenVersion: number | null;
  readonly outcome: ImportOutcome | null;
  readonly usernameHolder: string | null;
  readonly emailHolder: string | null;
  readonly isUsernameRepeated: boolean;
  readonly isEmailRepeated: boolean;
  readonly user: UserBeside | null;
};

export type JudgedRow = {
  readonly position: number;
  readonly verdict: ImportVerdict;
  readonly reasons: readonly ImportReason[];
  readonly changes: readonly FieldChange[];
  readonly credential: ImportCredential | null;
  readonly userId: string | null;
  readonly version: number | null;
};

export type UndoneRow = {
  readonly position: number;
  readonly undone: ImportUndoing;
  readonly refused: string | null;
};

export type Chosen = {
  readonly after: number;
  readonly limit: number;
  readonly verdict: ImportVerdict | null;
  readonly outcome: ImportOutcome | null;
};

const ROW = `r.position, r.line, r.verdict, coalesce(r.fields ->> 'username', '') AS username, r.user_id AS "userId",
  r.credential, r.reasons, r.changes, r.outcome, r.refused, r.undone`;

const USER = `CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('userId', u.id, 'username', u.username,
  'firstName', u.first_name, 'lastName', u.last_name, 'email', u.email, 'phone', u.phone, 'enabled', u.enabled,
  'twoFactorRequired', u.two_factor_required, 'timeZone', u.time_zone, 'language', u.language,
  'emailNotifications', u.email_notifications, 'loginMethod', u.login_method, 'isProtected', u.is_protected,
  'totpEnrolled', u.totp_enrolled, 'isLocked', coalesce(u.locked_until > now(), false),
  'neverSignedIn', u.last_login_at = '-infinity', 'version', u.version, 'roleName', k.name, 'roleKind', k.kind,
  'rolePermissions', k.permissions, 'isReplaceable', k.kind IS NULL
    OR k.kind NOT IN ('system-administrator', 'domain-administrator')
    OR EXISTS (SELECT FROM app_user o JOIN role l ON l.domain_id = o.domain_id AND l.id = o.role_id
         WHERE o.domain_id = u.domain_id AND o.id <> u.id AND o.enabled
           AND l.kind = ANY (CASE k.kind WHEN 'system-administrator' THEN '{system-administrator}'::text[]
                                         ELSE '{system-administrator,domain-administrator}' END))) END AS "user"`;

/** Another row of the import that has this name as its username or email. */
const repeated = (key: string) => `(EXISTS (SELECT FROM user_import_row o WHERE o.domain_id = r.domain_id
    AND o.import_id = r.import_id AND o.username_key = ${key} AND o.position <> r.position)
  OR EXISTS (SELECT FROM user_import_row o WHERE o.domain_id = r.domain_id AND o.import_id = r.import_id
    AND o.email_key IS NOT NULL AND o.email_key = ${key} AND o.position <> r.position))`;

const COMPARED = `SELECT r.position, r.line, r.fields, r.found, r.secret, r.secret_kind AS "secretKind", r.verdict, r.changes,
  r.credential, r.user_id AS "targetId", r.seen_version AS "seenVersion", r.written_version AS "writtenVersion", r.outcome,
  n.user_id AS "usernameHolder", e.user_id AS "emailHolder", ${USER}`;

const BESIDE = `LEFT JOIN app_user u ON u.domain_id = r.domain_id AND u.username_key = r.username_key
  LEFT JOIN role k ON k.domain_id = u.domain_id AND k.id = u.role_id
  LEFT JOIN login_name n ON n.domain_id = r.domain_id AND n.name_key = r.username_key
  LEFT JOIN login_name e ON e.domain_id = r.domain_id AND e.name_key = r.email_key`;

@Injectable()
export class ImportRowsRepository {
  async add(tx: WriteTx, domainId: string, importId: string, rows: readonly StagedRow[]): Promise<void> {
    await tx.sql(
      `INSERT INTO user_import_row (domain_id, import_id, position, line, fields, found, secret, secret_kind)
       SELECT $2, $3, n.position, n.line, n.fields, n.found, n.secret, n."secretKind"
         FROM jsonb_to_recordset($1::jsonb) AS n(position int, line int, fields jsonb, found jsonb, secret text,
              "secretKind" text)`,
      [JSON.stringify(rows), domainId, importId],
    );
  }

  /** Tells the planner of the rows and all users, or of users alone as long as there are few. */
  async analyze(tx: WriteTx, what: 'imports' | 'users'): Promise<void> {
    await tx.sql(`SELECT analyze_${what}()`);
  }

  /** The next ones in the order of the file, each beside the users and the other rows of its names. */
  compared(tx: WriteTx, importId: string, after: number, limit: number): Promise<ComparedRow[]> {
    return tx.sql<ComparedRow>(
      `${COMPARED}, ${repeated('r.username_key')} AS "isUsernameRepeated",
              r.email_key IS NOT NULL AND ${repeated('r.email_key')} AS "isEmailRepeated"
         FROM (SELECT * FROM user_import_row WHERE import_id = $1 AND position > $2 ORDER BY position LIMIT $3) r ${BESIDE}
        ORDER BY r.position`,
      [importId, after, limit],
    );
  }

  /** Those of these positions that are to change somebody, and that nobody else comes to before the transaction ends. */
  claimed(tx: WriteTx, importId: string, positions: readonly number[]): Promise<ComparedRow[]> {
    return tx.sql<ComparedRow>(
      `WITH chosen AS MATERIALIZED (
         SELECT * FROM user_import_row
          WHERE import_id = $1 AND position = ANY ($2::int[]) AND outcome IS NULL AND verdict = 'changed'
          ORDER BY position FOR UPDATE SKIP LOCKED)
       ${COMPARED}, false AS "isUsernameRepeated", false AS "isEmailRepeated" FROM chosen r ${BESIDE} ORDER BY r.position`,
      [importId, positions],
    );
  }

  /** Those that are written and not undone, each beside its user as it is now. */
  undoable(tx: WriteTx, importId: string, positions: readonly number[]): Promise<ComparedRow[]> {
    return tx.sql<ComparedRow>(
      `WITH chosen AS MATERIALIZED (
         SELECT * FROM user_import_row
          WHERE import_id = $1 AND position = ANY ($2::int[]) AND outcome IN ('created', 'updated') AND undone IS NULL
          ORDER BY position FOR UPDATE SKIP LOCKED)
       ${COMPARED}, false AS "isUsernameRepeated", false AS "isEmailRepeated" FROM chosen r
         ${BESIDE.replace('u.username_key = r.username_key', 'u.id = r.user_id')} ORDER BY r.position`,
      [importId, positions],
    );
  }

  /** The next ones to undo. */
  written(
    tx: ReadTx,
    importId: string,
    after: number,
    limit: number,
  ): Promise<Pick<ComparedRow, 'position' | 'targetId'>[]> {
    return tx.sql(
      `SELECT position, user_id AS "targetId" FROM user_import_row
        WHERE import_id = $1 AND position > $2 AND outcome IN ('created', 'updated') AND undone IS NULL
        ORDER BY position LIMIT $3`,
      [importId, after, limit],
    );
  }

  /** What is not to be made new needs no secret any more. */
  async judge(tx: WriteTx, importId: string, rows: readonly JudgedRow[]): Promise<void> {
    await tx.sql(
      `UPDATE user_import_row r SET verdict = n.verdict, reasons = n.reasons, changes = n.changes,
              credential = n.credential, user_id = n."userId", seen_version = n.version,
              secret = CASE WHEN n.verdict = 'new' THEN r.secret END
         FROM jsonb_to_recordset($1::jsonb) AS n(position int, verdict text, reasons jsonb, changes jsonb,
              credential text, "userId" uuid, version int)
        WHERE r.import_id = $2 AND r.position = n.position`,
      [JSON.stringify(rows), importId],
    );
  }

  async markUndone(tx: WriteTx, importId: string, rows: readonly UndoneRow[]): Promise<void> {
    await tx.sql(
      `UPDATE user_import_row r SET undone = n.undone, refused = n.refused, secret = NULL
         FROM jsonb_to_recordset($1::jsonb) AS n(position int, undone text, refused text)
        WHERE r.import_id = $2 AND r.position = n.position`,
      [JSON.stringify(rows), importId],
    );
  }

  /** In the order of the file, with how many there are on the first page. */
  page(
    tx: ReadTx,
    importId: string,
    { after, limit, verdict, outcome }: Chosen,
  ): Promise<(ImportRow & { readonly position: number; readonly counted?: number })[]> {
    const values: unknown[] = [importId];
    const matching = ['r.import_id = $1'];
    if (verdict !== null) matching.push(`r.verdict = $${values.push(verdict)}`);
    // It has an index, that `outcome` would have to be written to for every row.
    if (outcome === 'refused') matching.push(`r.refused IS NOT NULL AND r.outcome = 'refused'`);
    else if (outcome !== null) matching.push(`r.outcome = $${values.push(outcome)}`);
    const where = matching.join(' AND ');
    const counted = `(SELECT count(*)::int FROM (SELECT FROM user_import_row r WHERE ${where}
      LIMIT ${LIMITS.countedRows + 1}) AS bounded) AS counted`;
    return tx.sql(
      `SELECT ${ROW}${after < 0 ? `, ${counted}` : ''} FROM user_import_row r
        WHERE ${where} AND r.position > $${values.push(after)} ORDER BY r.position LIMIT $${values.push(limit)}`,
      values,
    );
  }

  /** Forgets at most so many. @returns how many */
  async remove(tx: WriteTx, importId: string, limit: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (SELECT ctid FROM user_import_row WHERE import_id = $1 LIMIT $2 FOR UPDATE)
       DELETE FROM user_import_row WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING 1 AS gone`,
      [importId, limit],
    );
    return rows.length;
  }
}
