import type { UserStatus } from 'wardkeep/contracts';

/** Instants are all of one kind: dates, or RFC 3339 in UTC with three digits of the second, which compare alike. */
export type StatusFacts<Instant extends Date | string = Date> = {
  readonly enabled: boolean;
  readonly lockedUntil: Instant | null;
  /** The invitation has not been accepted: there is no password yet. */
  readonly invited: boolean;
  readonly passwordExpiresAt: Instant | null;
  /** Changes no status by itself: a temporary password that still works belongs to an active user. */
  readonly mustChangePassword: boolean;
};

/** The one status people see: the first that fits of disabled, locked, invited, password expired. */
export function statusOf<Instant extends Date | string>(record: StatusFacts<Instant>, now: Instant): UserStatus {
  if (!record.enabled) return 'disabled';
  if (record.lockedUntil !== null && record.lockedUntil > now) return 'locked';
  if (record.invited) return 'invited';
  if (record.passwordExpiresAt !== null && record.passwordExpiresAt <= now) return 'password_expired';
  return 'active';
}
