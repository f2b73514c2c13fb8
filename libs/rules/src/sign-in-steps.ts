export type AccountFacts = {
  readonly enabled: boolean;
  readonly domainEnabled: boolean;
  readonly lockedUntil: Date | null;
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  /** When a temporary password stops working; null for any other password. */
  readonly temporaryUntil: Date | null;
  readonly passwordExpiresAt: Date | null;
};

/** For the audit log; who signs in gets the same answer for all of them. */
export type SignInRefusal =
  'domain-disabled' | 'disabled' | 'locked' | 'no-password' | 'wrong-password' | 'temporary-expired';

export type SignInStep =
  | { readonly next: 'refuse'; readonly because: SignInRefusal }
  | { readonly next: 'change-password'; readonly because: 'temporary' | 'expired' }
  | { readonly next: 'session' };

/**
 * What follows once the password was compared. The reasons come in the order of the gates, so a disabled account is
 * reported as such whether or not the password was right.
 */
export function gate(account: AccountFacts, verified: boolean, now: Date): SignInStep {
  const because = refusalOf(account, verified, now);
  if (because !== null) return { next: 'refuse', because };
  if (account.mustChangePassword || account.temporaryUntil !== null)
    return { next: 'change-password', because: 'temporary' };
  if (hasCome(account.passwordExpiresAt, now)) return { next: 'change-password', because: 'expired' };
  return { next: 'session' };
}

function refusalOf(account: AccountFacts, verified: boolean, now: Date): SignInRefusal | null {
  const gates: readonly (readonly [because: SignInRefusal, isShut: boolean])[] = [
    ['domain-disabled', !account.domainEnabled],
    ['disabled', !account.enabled],
    ['locked', account.lockedUntil !== null && !hasCome(account.lockedUntil, now)],
    ['no-password', !account.hasPassword],
    ['wrong-password', !verified],
    ['temporary-expired', hasCome(account.temporaryUntil, now)],
  ];
  return gates.find(([, isShut]) => isShut)?.[0] ?? null;
}

function hasCome(deadline: Date | null, now: Date): boolean {
  return deadline !== null && deadline <= now;
}
