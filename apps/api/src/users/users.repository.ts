import { Injectable } from '@nestjs/common';
import type { FieldChange, PasswordMode } from 'wardkeep/contracts';
import type { AfterFailure } from 'wardkeep/rules';
import type { AnyActor } from '../platform/actor.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import type { AccountRecord, UserRecord } from './user-record.js';

/** What a new user's row holds beside its defaults. */
/** What a password is compared with, and whose it is. */
export type Credentials = Pick<
  AccountRecord,
  'id' | 'domain_id' | 'login_method' | 'password_hash' | 'password_changed_at'
>;

export type NewUserRow = {
  readonly id: string;
  readonly domainId: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly roleId: string;
  readonly twoFactorRequired: boolean;
  readonly timeZone: string | null;
  readonly language: string | null;
  readonly emailNotifications: boolean;
  readonly isProtected: boolean;
  readonly invited: boolean;
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  /** How long the password lasts; null for ever. */
  readonly passwordHours: number | null;
  /** The rules that accepted the password; null without one. */
  readonly passwordMode: PasswordMode | null;
  readonly passwordMinLength: number | null;
};

/** A hash sealed for its user, with what is stored beside it. */
export type StoredPassword = {
  readonly sealed: string;
  readonly hours: number | null;
  readonly mustChange: boolean;
  readonly mode: PasswordMode;
  readonly minLength: number;
};

/** The columns behind the fields that people may change. */
const COLUMNS = {
  firstName: 'first_name',
  lastName: 'last_name',
  email: 'email',
  phone: 'phone',
  roleId: 'role_id',
  twoFactorRequired: 'two_factor_required',
  timeZone: 'time_zone',
  language: 'language',
  emailNotifications: 'email_notifications',
  enabled: 'enabled',
} as const;

export type ChangeableField = keyof typeof COLUMNS;

/** Named one by one: a statement that connections keep must not change when a migration adds a column. */
const ACCOUNT = `
SELECT u.id, u.domain_id, u.username, u.first_name, u.last_name, u.email, u.phone, u.role_id, u.login_method, u.source,
       u.enabled, u.is_protected, u.two_factor_required, u.totp_enrolled, u.time_zone, u.language, u.email_notifications,
       u.password_hash, u.password_mode, u.password_min_length, u.password_compromised, u.password_changed_at,
       u.password_expires_at, u.must_change_password, u.invited, u.failed_sign_ins, u.failing_since, u.locked_until,
       u.last_login_at, u.version, u.created_at, u.updated_at, now() AS read_at, r.name AS role_name, r.kind AS role_kind, r.permissions AS role_permissions,
       r.two_factor_required AS role_two_factor_required
  FROM app_user u JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id`;

/** A System Administrator is replaced by its like alone; a Domain Administrator also by one of those. */
const RECORD = `
SELECT a.*, EXISTS (SELECT FROM app_user o JOIN role k ON k.domain_id = o.domain_id AND k.id = o.role_id
         WHERE o.domain_id = a.domain_id AND o.id <> a.id AND o.enabled
           AND k.kind = ANY (CASE a.role_kind WHEN 'system-administrator' THEN '{system-administrator}'::text[]
                                              ELSE '{system-administrator,domain-administrator}' END)) AS is_replaceable
  FROM (${ACCOUNT} WHERE u.id = $1) a`;

/** Every field that a version keeps, of the user `u` and its role `r`. */
export const VERSION_FIELDS = `jsonb_build_object('username', u.username,
  'firstName', u.first_name, 'lastName', u.last_name, 'email', u.email, 'phone', u.phone, 'role', r.name,
  'roleId', u.role_id, 'enabled', u.enabled, 'twoFactorRequired', u.two_factor_required,
  'timeZone', u.time_zone, 'language', u.language, 'emailNotifications', u.email_notifications)`;

@Injectable()
export class UsersRepository {
  async byId(tx: ReadTx, id: string): Promise<UserRecord | null> {
    const [row] = await tx.sql<UserRecord>(RECORD, [id]);
    return row ?? null;
  }

  async account(tx: ReadTx, id: string): Promise<AccountRecord | null> {
    const [row] = await tx.sql<AccountRecord>(`${ACCOUNT} WHERE u.id = $1`, [id]);
    return row ?? null;
  }

  /** By what was typed in the login field, in lower case: the username or the email. */
  async accountByLoginName(tx: ReadTx, nameKey: string): Promise<AccountRecord | null> {
    const [row] = await tx.sql<AccountRecord>(
      `${ACCOUNT} JOIN login_name n ON n.domain_id = u.domain_id AND n.user_id = u.id WHERE n.name_key = $1`,
      [nameKey],
    );
    return row ?? null;
  }

  /** As much as comparing a password needs. */
  async credentialsByLoginName(tx: ReadTx, nameKey: string): Promise<Credentials | null> {
    const [row] = await tx.prepared<Credentials>(
      `SELECT u.id, u.domain_id, u.login_method, u.password_hash, u.password_changed_at
         FROM login_name n JOIN app_user u ON u.domain_id = n.domain_id AND u.id = n.user_id WHERE n.name_key = $1`,
      [nameKey],
    );
    return row ?? null;
  }

  async lockAccount(tx: WriteTx, id: string): Promise<AccountRecord | null> {
    const [row] = await tx.prepared<AccountRecord>(`${ACCOUNT} WHERE u.id = $1 FOR UPDATE OF u`, [id]);
    return row ?? null;
  }

  /** The user, locked until the transaction ends; what is read afterwards is what counts. */
  async lock(tx: WriteTx, id: string): Promise<UserRecord | null> {
    await tx.sql('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [id]);
    return this.byId(tx, id);
  }

  /** Whoever takes administrators away from a Domain waits here for the others. */
  async lockAdministrators(tx: WriteTx): Promise<void> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('administrators:' || $1, 0))`, [tx.domainId]);
  }

  async add(tx: WriteTx, user: NewUserRow): Promise<void> {
    await tx.sql(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, email, phone, role_id, two_factor_required,
         time_zone, language, email_notifications, is_protected, invited, password_hash, must_change_password,
         password_changed_at, password_expires_at, password_mode, password_min_length)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::text, $16,
         CASE WHEN $15::text IS NOT NULL THEN now() END, now() + $17::int * interval '1 hour', $18, $19)`,
      [
        user.id,
        user.domainId,
        user.username,
        user.firstName,
        user.lastName,
        user.email,
        user.phone,
        user.roleId,
        user.twoFactorRequired,
        user.timeZone,
        user.language,
        user.emailNotifications,
        user.isProtected,
        user.invited,
        user.passwordHash,
        user.mustChangePassword,
        user.passwordHours,
        user.passwordMode,
        user.passwordMinLength,
      ],
    );
  }

  /** Changes the given fields and counts the version on. */
  async save(tx: WriteTx, id: string, fields: Partial<Record<ChangeableField, unknown>>): Promise<void> {
    const names = Object.keys(fields) as ChangeableField[];
    const sets = names.map((name, index) => `${COLUMNS[name]} = $${index + 2}`);
    await tx.sql(
      `UPDATE app_user SET ${[...sets, 'version = version + 1', 'updated_at = now()'].join(', ')} WHERE id = $1`,
      [id, ...names.map((name) => fields[name])],
    );
  }

  /** A new password ends an invitation, any temporary one, and the suspicion that somebody knows it. */
  async setPassword(tx: WriteTx, id: string, password: StoredPassword): Promise<void> {
    const { sealed, hours, mustChange, mode, minLength } = password;
    await tx.sql(
      `UPDATE app_user SET password_hash = $2, password_changed_at = now(), must_change_password = $4, invited = false,
         password_compromised = false, password_expires_at = now() + $3::int * interval '1 hour', password_mode = $5,
         password_min_length = $6, version = version + 1, updated_at = now()
       WHERE id = $1`,
      [id, sealed, hours, mustChange, mode, minLength],
    );
  }

  /** What the transaction's Domain is called. */
  async domainNames(tx: ReadTx, domainId: string): Promise<readonly string[]> {
    const [row] = await tx.sql<{ name: string; shown: string }>(
      'SELECT name, display_name AS shown FROM domain WHERE id = $1',
      [domainId],
    );
    return row ? [row.name, row.shown] : [];
  }

  async areDomainsEnabled(tx: ReadTx, ids: readonly string[]): Promise<boolean> {
    const rows = await tx.sql('SELECT id FROM domain WHERE id = ANY ($1) AND NOT enabled', [ids]);
    return rows.length === 0;
  }

  async rehash(tx: WriteTx, id: string, sealedHash: string): Promise<void> {
    await tx.sql('UPDATE app_user SET password_hash = $2 WHERE id = $1', [id, sealedHash]);
  }

  /** A success ends the count of failures, unless the account is locked for strangers still. */
  markSignedIn(tx: WriteTx, id: string): void {
    tx.send(
      `UPDATE app_user SET last_login_at = now(),
         failed_sign_ins = CASE WHEN locked_until > now() THEN failed_sign_ins ELSE 0 END,
         failing_since = CASE WHEN locked_until > now() THEN failing_since END,
         locked_until = CASE WHEN locked_until > now() THEN locked_until END
       WHERE id = $1`,
      [id],
    );
  }

  /** No version: nobody changed anything. */
  async saveFailures(tx: WriteTx, id: string, after: AfterFailure | null): Promise<void> {
    await tx.sql(
      `UPDATE app_user SET failed_sign_ins = $2, failing_since = $3, locked_until = coalesce($4, locked_until)
        WHERE id = $1`,
      [id, after?.failures ?? 0, after?.since ?? null, after?.lockedUntil ?? null],
    );
  }

  async remove(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('DELETE FROM app_user WHERE id = $1', [id]);
  }

  /** Keeps the version that the user's row has now, with every field as it is. */
  async addVersion(tx: WriteTx, actor: AnyActor, id: string, changes: readonly FieldChange[]): Promise<void> {
    await tx.sql(
      `INSERT INTO user_version (domain_id, user_id, version, actor_id, actor_username, changes, fields)
       SELECT u.domain_id, u.id, u.version, $2, $3, $4, ${VERSION_FIELDS}
         FROM app_user u JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id WHERE u.id = $1`,
      [
        id,
        actor.kind === 'user' ? actor.userId : null,
        actor.kind === 'user' ? actor.username : null,
        JSON.stringify(changes),
      ],
    );
  }
}
