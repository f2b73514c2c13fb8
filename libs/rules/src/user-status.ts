import type { UserStatus } from 'wardkeep/contracts';

export type StatusFacts = {
  readonly enabled: boolean;
  readonly lockedUntil: Date | null;
  /** The invitation has not been accepted: there is no password yet. */
  readonly invited: boolean;
  readonly passwordExpiresAt: Date | null;
  /** Changes no status by itself: a temporary password that still works belongs to an active user. */
  readonly mustChangePassword: boolean;
};

/** The one status people see: the first that fits of disabled, locked, invited, password expired. */
export function statusOf(record: StatusFacts, now: Date): UserStatus {
  if (!record.enabled) return 'disabled';
  if (record.lockedUntil !== null && record.lockedUntil > now) return 'locked';
  if (record.invited) return 'invited';
  if (record.passwordExpiresAt !== null && record.passwordExpiresAt <= now) return 'password_expired';
  return 'active';
}
