import type { PasswordPolicy } from 'wardkeep/contracts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * When a password that was set then expires; null when it never does. `agesFrom` is when the mode last became one in
 * which passwords age: older ones begin to age then, so that a switch locks nobody out.
 */
export function expiryOf(policy: PasswordPolicy, changedAt: Date, agesFrom: Date | null): Date | null {
  if (policy.maxAgeDays === 0) return null;
  const from = Math.max(changedAt.getTime(), agesFrom?.getTime() ?? 0);
  return new Date(from + policy.maxAgeDays * DAY);
}
