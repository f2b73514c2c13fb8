import type { PasswordChangeReason } from 'wardkeep/contracts';
import { isLocked } from './lockout.js';

export type AccountFacts = {
  readonly enabled: boolean;
  readonly domainEnabled: boolean;
  readonly lockedUntil: Date | null;
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  /** When a temporary password stops working; null for any other password. */
  readonly temporaryUntil: Date | null;
  readonly passwordExpiresAt: Date | null;
  /** Somebody else may know the password. */
  readonly passwordCompromised: boolean;
  /** The password that was typed meets no more what is asked since the rules were switched. */
  readonly passwordOutdated: boolean;
  readonly secondFactor: 'none' | 'enrolled' | 'required';
};

/** What was shown so far in this sign-in. */
export type Proofs = { readonly password: boolean; readonly secondFactor: boolean };

/** For the audit log; who signs in gets the same answer for all of them. */
export type SignInRefusal =
  'domain-disabled' | 'disabled' | 'locked' | 'no-password' | 'wrong-password' | 'temporary-expired';

export type SignInStep =
  | { readonly next: 'refuse'; readonly because: SignInRefusal }
  | { readonly next: 'second-factor' }
  | { readonly next: 'change-password'; readonly because: PasswordChangeReason }
  | { readonly next: 'enrolment' }
  | { readonly next: 'session' };

/**
 * What follows a proof. The reasons come in the order of the gates, so a disabled account is reported as such whether
 * or not the password was right. An enrolled second factor comes before a new password: a password alone, which may
 * be the stolen one, changes nothing.
 */
export function gate(account: AccountFacts, proofs: Proofs, now: Date): SignInStep {
  const because = refusalOf(account, proofs.password, now);
  if (because !== null) return { next: 'refuse', because };
  if (account.secondFactor === 'enrolled' && !proofs.secondFactor) return { next: 'second-factor' };
  const change = changeReason(account, now);
  if (change !== null) return { next: 'change-password', because: change };
  if (account.secondFactor === 'required') return { next: 'enrolment' };
  return { next: 'session' };
}

function refusalOf(account: AccountFacts, verified: boolean, now: Date): SignInRefusal | null {
  const gates: readonly (readonly [because: SignInRefusal, isShut: boolean])[] = [
    ['domain-disabled', !account.domainEnabled],
    ['disabled', !account.enabled],
    ['locked', isLocked(account.lockedUntil, now)],
    ['no-password', !account.hasPassword],
    ['wrong-password', !verified],
    ['temporary-expired', hasCome(account.temporaryUntil, now)],
  ];
  return gates.find(([, isShut]) => isShut)?.[0] ?? null;
}

/** Why the next sign-in asks for a new password; null when it does not. */
export function changeReason(account: AccountFacts, now: Date): PasswordChangeReason | null {
  if (account.passwordCompromised) return 'compromised';
  if (account.mustChangePassword || account.temporaryUntil !== null) return 'temporary';
  if (hasCome(account.passwordExpiresAt, now)) return 'expired';
  return account.passwordOutdated ? 'policy' : null;
}

export function hasCome(deadline: Date | null, now: Date): boolean {
  return deadline !== null && deadline <= now;
}
