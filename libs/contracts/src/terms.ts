/** The closed lists of words that records and filters use. */
export const LOGIN_METHODS = ['standard', 'ldap', 'saml', 'oidc'] as const;
export type LoginMethodKind = (typeof LOGIN_METHODS)[number];

/** Said at the sign-in in place of a directory: nobody but Wardkeep is asked about the password. */
export const LOCAL_ACCOUNT = 'local';

export const USER_STATUSES = ['active', 'disabled', 'locked', 'invited', 'password_expired'] as const;
/** Derived from the record at the time of reading; the first that fits of disabled, locked, invited, password_expired. */
export type UserStatus = (typeof USER_STATUSES)[number];

export const TOTP_STATUSES = ['not_enrolled', 'enrolled'] as const;
export type TotpStatus = (typeof TOTP_STATUSES)[number];

export const USER_ACTIONS = [
  'update',
  'enable',
  'disable',
  'delete',
  'set-role',
  'end-sessions',
  'unlock',
  'reset-password',
  'reset-two-factor',
] as const;
export type UserAction = (typeof USER_ACTIONS)[number];

export const USER_SORTS = [
  'username',
  'firstName',
  'lastName',
  'email',
  'createdAt',
  'updatedAt',
  'lastLoginAt',
] as const;
export type UserSort = (typeof USER_SORTS)[number];

export const INITIAL_PASSWORDS = ['temporary', 'invitation'] as const;

export const SESSION_ENDS = [
  'signed-out',
  'ended-by-administrator',
  'ended-by-user',
  'newer-sign-in',
  'renewed',
  'password-changed',
  'password-reset',
  'password-compromised',
  'two-factor-reset',
  'user-disabled',
  'user-deleted',
  'domain-disabled',
  'provider-logout',
  'idle',
  'expired',
] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];

export const ROLE_ACTIONS = ['copy', 'update', 'delete'] as const;
export type RoleAction = (typeof ROLE_ACTIONS)[number];

export const DOMAIN_ACTIONS = ['update', 'enable', 'disable', 'delete'] as const;
export type DomainAction = (typeof DOMAIN_ACTIONS)[number];

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];
