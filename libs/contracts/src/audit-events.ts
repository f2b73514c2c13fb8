/** Every kind of audit event, with the sentence an administrator reads. */
export const AUDIT_EVENTS = {
  'system.started-first': 'Wardkeep was set up',
  'sign-in.succeeded': 'Signed in',
  'sign-in.refused': 'Sign-in refused',
  'sign-in.step': 'Sign-in needs one more step',
  'sign-out': 'Signed out',
  'session.ended': 'Session ended',
  'access.refused': 'Access refused',
  'user.created': 'User created',
  'user.updated': 'User changed',
  'user.enabled': 'User enabled',
  'user.disabled': 'User disabled',
  'user.deleted': 'User deleted',
  'user.locked': 'User locked',
  'user.unlocked': 'User unlocked',
  'invitation.sent': 'Invitation sent',
  'password.confirmed': 'Password asked for again',
  'password.changed': 'Password changed',
  'password.set': 'Password set by an administrator',
  'password.temporary': 'Temporary password made',
  'password.reset-mailed': 'Reset link mailed',
  'password.reset': 'Password reset by link',
  'password.recovered': 'Password recovered on the host',
  'password.change-required': 'Password change required',
  'two-factor.enrolled': 'Two-factor authentication set up',
  'two-factor.removed': 'Two-factor authentication switched off',
  'two-factor.reset': 'Two-factor authentication reset',
  'recovery-code.used': 'Recovery code used',
  'recovery-codes.renewed': 'Recovery codes renewed',
  'address.refused': 'Too many failed sign-ins from one address',
  'settings.updated': 'Settings changed',
  'profile.updated': 'Own profile changed',
  'domain.created': 'Domain created',
  'domain.updated': 'Domain changed',
  'domain.enabled': 'Domain enabled',
  'domain.disabled': 'Domain disabled',
  'domain.deleted': 'Domain deleted',
  'job.cancelled': 'Job cancelled',
} as const satisfies Record<string, string>;

export type AuditEventType = keyof typeof AUDIT_EVENTS;
export type AuditOutcome = 'success' | 'refused' | 'failed';

/** One field before and after; a secret is only ever the word `changed`. */
export type FieldChange = { readonly field: string; readonly before: unknown; readonly after: unknown };
