import type { User } from 'wardkeep/contracts';
import { instantOf, utc } from '../../platform/database/instants.js';
import { userOf, type InstantColumn, type UserRow } from '../user-record.js';

/** A row of a list; instants as PostgreSQL writes them. */
export type ListedRow = Omit<UserRow, InstantColumn> &
  Record<Exclude<InstantColumn, 'created_at' | 'updated_at'>, string | null> &
  Record<'created_at' | 'updated_at' | 'read_at' | 'sort_value', string> & { readonly total?: number };

const INSTANTS: readonly InstantColumn[] = [
  'password_changed_at',
  'password_expires_at',
  'locked_until',
  'last_login_at',
  'created_at',
  'updated_at',
];
const OTHERS = `id domain_id username first_name last_name email phone role_id role_name login_method source enabled
  two_factor_required totp_enrolled time_zone language email_notifications must_change_password invited version`;

/** As PostgreSQL writes that somebody never signed in. */
const NEVER = '-infinity';

export const written = (column: string) => `${utc(column)}::text`;

/** What a row is told of, by name. */
export const NAMES = [...OTHERS.split(/\s+/), ...INSTANTS, 'read_at'].join(', ');

/**
 * Of `user_listing u`. Instants as texts: one that becomes a date only to be written again costs more than all else of
 * its row.
 */
export const COLUMNS = [
  ...OTHERS.split(/\s+/).map((name) => `u.${name}`),
  ...INSTANTS.map((name) => `${written(`u.${name}`)} AS ${name}`),
  `${written(`date_trunc('milliseconds', now())`)} AS read_at`,
].join(', ');

export function toListed(row: ListedRow): User {
  const instants = {
    lockedUntil: instantOrNull(row.locked_until),
    passwordChangedAt: instantOrNull(row.password_changed_at),
    passwordExpiresAt: instantOrNull(row.password_expires_at),
    lastLoginAt: row.last_login_at === NEVER ? null : instantOrNull(row.last_login_at),
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
  return userOf(row, instants, instantOf(row.read_at));
}

/** A written time as cursors hold it. */
export function cursorTime(text: string): string {
  return text === NEVER ? text : instantOf(text);
}

function instantOrNull(text: string | null): string | null {
  return text === null ? null : instantOf(text);
}
