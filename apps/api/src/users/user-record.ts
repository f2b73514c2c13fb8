import type { BuiltInRole, Grant, Language, LoginMethodKind, PasswordMode, User, UserDetail } from 'wardkeep/contracts';
import { isLocked, statusOf, userActions, type RoleFacts, type Whom } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import { grantsOfRole } from '../roles/role-record.js';

/** A row of `user_listing`, as the driver gives it. */
export type UserRow = {
  readonly id: string;
  readonly domain_id: string;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly role_id: string;
  readonly role_name: string;
  readonly login_method: LoginMethodKind;
  readonly source: string;
  readonly enabled: boolean;
  readonly two_factor_required: boolean;
  readonly totp_enrolled: boolean;
  readonly time_zone: string | null;
  readonly language: Language | null;
  readonly email_notifications: boolean;
  readonly password_changed_at: Date | null;
  readonly password_expires_at: Date | null;
  readonly must_change_password: boolean;
  readonly invited: boolean;
  readonly locked_until: Date | null;
  /** Minus infinity when the user never signed in. */
  readonly last_login_at: Date | number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
};

export type InstantColumn =
  'password_changed_at' | 'password_expires_at' | 'locked_until' | 'last_login_at' | 'created_at' | 'updated_at';

/** One user with its role and what signing in asks about. */
export type AccountRecord = UserRow & {
  readonly role_kind: BuiltInRole | null;
  readonly role_permissions: readonly Grant[];
  readonly role_two_factor_required: boolean;
  readonly is_protected: boolean;
  readonly password_hash: string | null;
  /** The mode and the shortest length whose rules accepted the password; null for one set before there were modes. */
  readonly password_mode: PasswordMode | null;
  readonly password_min_length: number | null;
  readonly password_compromised: boolean;
  readonly failed_sign_ins: number;
  readonly failing_since: Date | null;
  /** The database's clock when the record was read. */
  readonly read_at: Date;
};

/** One user with what the access rules ask about. */
export type UserRecord = AccountRecord & {
  /** Whether an enabled administrator beside this user could stand in for it in its Domain. */
  readonly is_replaceable: boolean;
};

const ADMINISTRATORS: readonly (BuiltInRole | null)[] = ['system-administrator', 'domain-administrator'];

/** The instants of a user in RFC 3339. */
type Instants = Pick<
  User,
  'lockedUntil' | 'passwordChangedAt' | 'passwordExpiresAt' | 'lastLoginAt' | 'createdAt' | 'updatedAt'
>;

export function toUser(row: UserRow, now: Date): User {
  const instants = {
    lockedUntil: textOf(row.locked_until),
    passwordChangedAt: textOf(row.password_changed_at),
    passwordExpiresAt: textOf(row.password_expires_at),
    lastLoginAt: row.last_login_at instanceof Date ? row.last_login_at.toISOString() : null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
  return userOf(row, instants, now.toISOString());
}

/** Of a row whose instants were written by the database. */
export function userOf(row: Omit<UserRow, InstantColumn>, instants: Instants, now: string): User {
  const { lockedUntil, passwordChangedAt, passwordExpiresAt, lastLoginAt, createdAt, updatedAt } = instants;
  const { enabled, invited, must_change_password: mustChangePassword } = row;
  return {
    id: row.id,
    domainId: row.domain_id,
    username: row.username,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    phone: row.phone,
    role: { id: row.role_id, name: row.role_name },
    loginMethod: row.login_method,
    source: row.source,
    enabled,
    status: statusOf({ enabled, lockedUntil, invited, passwordExpiresAt, mustChangePassword }, now),
    twoFactorRequired: row.two_factor_required,
    totpStatus: row.totp_enrolled ? 'enrolled' : 'not_enrolled',
    lockedUntil,
    mustChangePassword,
    passwordChangedAt,
    passwordExpiresAt,
    lastLoginAt,
    timeZone: row.time_zone,
    language: row.language,
    emailNotifications: row.email_notifications,
    version: row.version,
    createdAt,
    updatedAt,
  };
}

function textOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

/** The user's role as the rules see it. */
export function roleOf(record: AccountRecord): RoleFacts {
  return { kind: record.role_kind, grants: grantsOfRole(record.role_kind, record.role_permissions) };
}

export function isAdministrator({ role_kind: kind }: Pick<AccountRecord, 'role_kind'>): boolean {
  return ADMINISTRATORS.includes(kind);
}

/** The user as the access rules see it. */
export function toWhom(record: UserRecord): Whom {
  return {
    id: record.id,
    grants: roleOf(record).grants,
    loginMethod: record.login_method,
    enabled: record.enabled,
    isLocked: isLocked(record.locked_until, record.read_at),
    hasSecondFactor: record.totp_enrolled,
    isProtected: record.is_protected,
    isLastAdministrator: isAdministrator(record) && record.enabled && !record.is_replaceable,
  };
}

export function toDetail(actor: Actor, record: UserRecord): UserDetail {
  return { ...toUser(record, record.read_at), ...userActions(actor, toWhom(record)) };
}

/** The user as audit events name it. */
export function subjectOf(user: Pick<UserRow, 'id' | 'username'>) {
  return { kind: 'user', id: user.id, name: user.username };
}
