/** How an administrator resets a password. */
export const RESET_METHODS = ['email', 'temporary'] as const;

/** The gates of a sign-in, in their order; those of a password are for who has one here, those of a provider for others. */
export const SIGN_IN_GATES = [
  'domain-enabled',
  'user-enabled',
  'not-locked',
  'provider-enabled',
  'provider-reachable',
  'has-password',
  'temporary-password',
  'password-change',
  'second-factor',
] as const;
export type SignInGate = (typeof SIGN_IN_GATES)[number];

/** What mends a gate: an action on the user, or one on the Domain. */
export const GATE_REMEDIES = [
  'enable-domain',
  'enable',
  'unlock',
  'reset-password',
  'resend-invitation',
  'reset-two-factor',
] as const;
export type GateRemedy = (typeof GATE_REMEDIES)[number];
