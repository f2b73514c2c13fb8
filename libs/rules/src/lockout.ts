import { UNTIL_UNLOCKED, type LockoutPolicy } from 'wardkeep/contracts';

/** What is remembered of failed sign-ins, of an account or of a device. */
export type FailureRecord = { readonly failures: number; readonly since: Date | null };

export type AfterFailure = FailureRecord & {
  readonly since: Date;
  /** When the lock that this failure brings ends; null when it brings none. */
  readonly lockedUntil: Date | null;
};

/** How an address is treated that failures came from. */
export type AddressTreatment =
  | { readonly kind: 'served' }
  | { readonly kind: 'slowed'; readonly delayMs: number }
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number };

type Counting = Pick<LockoutPolicy, 'maxFailures' | 'windowMinutes' | 'lockMinutes'>;
type Throttle = Pick<LockoutPolicy, 'windowMinutes' | 'addressSlowAfter' | 'addressRefuseAfter'>;

export const NO_FAILURES: FailureRecord = { failures: 0, since: null };

const MINUTE = 60_000;
const DELAY_STEP_MS = 20;
const MAX_DELAY_MS = 2_000;

/** The record after one more failure. The first outside the window, or after a count that locked, starts a new one. */
export function recordFailure(policy: Counting, record: FailureRecord, now: Date): AfterFailure {
  const { since: began } = record;
  const goesOn = record.failures < policy.maxFailures && began !== null && isWithin(began, policy.windowMinutes, now);
  const since = goesOn ? began : now;
  const failures = goesOn ? record.failures + 1 : 1;
  const locks = failures >= policy.maxFailures;
  return { failures, since, lockedUntil: locks ? lockEnd(policy, now) : null };
}

/** Whether a sign-in may be tried now. A lock ends by itself: nothing has to clear it. */
export function isLocked(lockedUntil: Date | null, now: Date): boolean {
  return lockedUntil !== null && lockedUntil > now;
}

/**
 * What becomes of one more try from an address: served, then answered more slowly the more failures there were, then
 * refused until the window ends. Counts across accounts, so that one password can not be tried on all of them.
 */
export function treatAddress(policy: Throttle, record: FailureRecord, now: Date): AddressTreatment {
  const { failures, since } = record;
  if (since === null || !isWithin(since, policy.windowMinutes, now)) return { kind: 'served' };
  if (failures >= policy.addressRefuseAfter) {
    const endsAt = since.getTime() + policy.windowMinutes * MINUTE;
    return { kind: 'refused', retryAfterSeconds: Math.max(1, Math.ceil((endsAt - now.getTime()) / 1_000)) };
  }
  const beyond = failures - policy.addressSlowAfter;
  if (beyond < 0) return { kind: 'served' };
  return { kind: 'slowed', delayMs: Math.min(MAX_DELAY_MS, (beyond + 1) * DELAY_STEP_MS) };
}

function lockEnd({ lockMinutes }: Counting, now: Date): Date {
  return lockMinutes === 0 ? new Date(UNTIL_UNLOCKED) : new Date(now.getTime() + lockMinutes * MINUTE);
}

function isWithin(since: Date, minutes: number, now: Date): boolean {
  return now.getTime() < since.getTime() + minutes * MINUTE;
}
