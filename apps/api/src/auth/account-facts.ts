import type { PasswordPolicy } from 'wardkeep/contracts';
import {
  effectiveMinLength,
  expiryOf,
  isOutdated,
  isSecondFactorRequired,
  needsRecheck,
  type AccountFacts,
  type SecondFactorFacts,
} from 'wardkeep/rules';
import type { Policies } from '../settings/settings.service.js';
import type { AccountRecord } from '../users/user-record.js';

type Circumstances = {
  readonly domainEnabled: boolean;
  readonly policies: Policies;
  /** Whether the sign-in comes from a device of the user's, which strangers' failures do not lock out. */
  readonly isKnownDevice: boolean;
  readonly passwordOutdated: boolean;
};

/** An account as the gates of the sign-in see it. */
export function factsOf(user: AccountRecord, circumstances: Circumstances): AccountFacts {
  const isTemporary = user.must_change_password;
  return {
    enabled: user.enabled,
    domainEnabled: circumstances.domainEnabled,
    lockedUntil: circumstances.isKnownDevice ? null : user.locked_until,
    hasPassword: user.login_method !== 'standard' || user.password_hash !== null,
    mustChangePassword: user.must_change_password,
    temporaryUntil: isTemporary ? user.password_expires_at : null,
    passwordExpiresAt: isTemporary ? null : ageLimitOf(user, circumstances.policies),
    passwordCompromised: user.password_compromised,
    passwordOutdated: circumstances.passwordOutdated,
    secondFactor: secondFactorOf(user, circumstances.policies),
  };
}

/** When the password is too old by the policy in force, whatever it was when the password was set. */
export function ageLimitOf(user: AccountRecord, policies: Policies): Date | null {
  return user.password_changed_at && expiryOf(policies.passwords, user.password_changed_at, policies.passwordAgesFrom);
}

/** Whether the right password meets no more what is asked, after the rules it was accepted by were switched. */
export function isPasswordOutdated(user: AccountRecord, policies: Policies, typed: string): boolean {
  if (user.login_method !== 'standard') return false;
  const given = circumstancesOf(user, policies);
  const acceptedBy = { mode: user.password_mode, minLength: user.password_min_length };
  return needsRecheck(acceptedBy, policies.passwords, given) && isOutdated(policies.passwords, typed, given);
}

/** What a new password of this user has to be: beside a second factor that is enforced it may be shorter. */
export function passwordPolicyOf(user: AccountRecord, policies: Policies): PasswordPolicy {
  const { passwords } = policies;
  return { ...passwords, minLength: effectiveMinLength(passwords, circumstancesOf(user, policies)) };
}

function circumstancesOf(user: AccountRecord, policies: Policies) {
  return { secondFactorEnforced: isSecondFactorRequired(demandsOf(user, policies)) };
}

/** Who asks a second factor of the user. */
export function demandsOf(user: AccountRecord, policies: Policies): SecondFactorFacts {
  return {
    loginMethod: user.login_method,
    user: user.two_factor_required,
    role: user.role_two_factor_required,
    domain: policies.twoFactor.required,
  };
}

function secondFactorOf(user: AccountRecord, policies: Policies): AccountFacts['secondFactor'] {
  if (user.totp_enrolled) return 'enrolled';
  return isSecondFactorRequired(demandsOf(user, policies)) ? 'required' : 'none';
}
