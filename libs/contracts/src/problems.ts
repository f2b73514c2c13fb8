import type { SessionEnd } from './terms.js';

/** Every refusal there is: its HTTP status and its title. The code is also the end of the problem's `type`. */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  'invalid-request': { status: 400, title: 'The request holds invalid values' },
  'invalid-cursor': { status: 400, title: 'The cursor does not belong to this list' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'invalid-credentials': { status: 401, title: 'The sign-in was refused' },
  'invalid-challenge': { status: 401, title: 'This sign-in step is over; start again' },
  'sso-state-invalid': { status: 400, title: 'This sign-in was not begun here, or is over' },
  'sso-refused': { status: 401, title: 'The sign-in was refused' },
  'session-ended': { status: 401, title: 'The session has ended' },
  'second-factor-enrolment-required': { status: 403, title: 'Set up two-factor authentication first' },
  'step-up-required': { status: 403, title: 'Show again who you are' },
  'csrf-token-missing': { status: 403, title: 'The X-CSRF-Token header is missing or wrong' },
  'permission-missing': { status: 403, title: 'Your role does not allow this' },
  'role-above-own': { status: 422, title: 'The role allows more than your own' },
  'target-outranks-actor': { status: 403, title: 'That user may do more than you' },
  'other-origin': { status: 403, title: 'The request comes from another site' },
  'not-found': { status: 404, title: 'Nothing is here' },
  'user-not-found': { status: 404, title: 'No such user' },
  'role-not-found': { status: 404, title: 'No such role' },
  'permission-not-found': { status: 404, title: 'No such permission' },
  'domain-not-found': { status: 404, title: 'No such Domain' },
  'session-not-found': { status: 404, title: 'No such session' },
  'version-not-found': { status: 404, title: 'No such version' },
  'audit-event-not-found': { status: 404, title: 'No such audit event' },
  'provider-not-found': { status: 404, title: 'No such provider' },
  'test-not-found': { status: 404, title: 'No such test' },
  'sync-not-found': { status: 404, title: 'No such sync' },
  'view-not-found': { status: 404, title: 'No such view' },
  'job-not-found': { status: 404, title: 'No such job' },
  'import-not-found': { status: 404, title: 'No such import' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here' },
  'username-taken': { status: 409, title: 'The username is taken' },
  'email-taken': { status: 409, title: 'The email is taken' },
  'login-name-taken': { status: 409, title: 'The name is the username or email of another user' },
  'domain-name-taken': { status: 409, title: 'The Domain name is taken' },
  'provider-name-taken': { status: 409, title: 'The name of the provider is taken' },
  'provider-disabled': { status: 409, title: 'The provider is disabled' },
  'provider-enabled': { status: 409, title: 'Disable the provider first' },
  'provider-has-users': { status: 409, title: 'Its users are those of the issuer that it has: add a second provider' },
  'nothing-pending': { status: 409, title: 'Nothing waits for that' },
  'rollover-begun': { status: 409, title: 'A second key is published already' },
  'sync-stopped': { status: 409, title: 'The sync was stopped with nothing changed' },
  'sync-running': { status: 409, title: 'A sync of this directory is running' },
  'import-state': { status: 409, title: 'The import is past or before that' },
  'import-expired': { status: 409, title: 'The import was not confirmed in time' },
  'view-name-taken': { status: 409, title: 'You have a view of this name' },
  'job-not-reversible': { status: 409, title: 'This job can not be taken back' },
  'role-name-taken': { status: 409, title: 'The role name is taken' },
  'built-in-role': { status: 409, title: 'Built-in roles stay as they are' },
  'role-held': { status: 409, title: 'Users hold this role' },
  'last-administrator': { status: 409, title: 'The last enabled administrator stays' },
  'protected-user': { status: 409, title: 'The default System Administrator stays as it is' },
  'protected-domain': { status: 409, title: 'The Primary Domain stays as it is' },
  'two-factor-enrolled': { status: 409, title: 'Two-factor authentication is set up already' },
  'two-factor-not-enrolled': { status: 409, title: 'Two-factor authentication is not set up' },
  'domain-enabled': { status: 409, title: 'Disable the Domain first' },
  'own-role': { status: 403, title: 'Nobody changes the role they hold' },
  self: { status: 403, title: 'You can not do this to yourself' },
  'request-in-flight': { status: 409, title: 'The same request is being carried out' },
  'stale-version': { status: 412, title: 'Someone else changed this first' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Send JSON' },
  'password-refused': { status: 422, title: 'The password policy refuses this password' },
  'too-many-users': { status: 422, title: 'These are more users than one job may change' },
  'too-many-views': { status: 422, title: 'You have as many views as one may have' },
  'too-many-roles': { status: 422, title: 'The Domain has as many roles as it may have' },
  'too-many-holders': { status: 422, title: 'More users hold this role than can be moved at once' },
  'reason-required': { status: 422, title: 'The Domain asks for a reason' },
  'role-not-assignable': { status: 422, title: 'The role can not be given' },
  'managed-elsewhere': { status: 422, title: 'The user is managed by its directory or identity provider' },
  'two-factor-required': { status: 422, title: 'Two-factor authentication is required here' },
  'code-refused': { status: 422, title: 'The code is wrong or was used before' },
  'secret-required': { status: 422, title: 'Type the secret again' },
  'too-many-providers': { status: 422, title: 'The Domain has as many providers as it may have' },
  'provider-kind-unknown': { status: 422, title: 'Providers of this kind are not offered' },
  'draft-over': { status: 422, title: 'The draft is used, too old, or none of this Domain' },
  'temporary-passwords-off': { status: 422, title: 'Temporary passwords are switched off here' },
  'import-unreadable': { status: 422, title: 'The file can not be read as CSV' },
  'import-columns': { status: 422, title: 'The columns of the file do not fit' },
  'too-many-imports': { status: 422, title: 'Too many imports of the Domain are open' },
  'setting-locked': { status: 422, title: 'The configuration sets this value' },
  'setting-below-floor': { status: 422, title: 'A Domain can only be stricter than the system' },
  'mail-unavailable': { status: 422, title: 'Mail can not be sent to this user' },
  'idempotency-key-reused': { status: 422, title: 'The key was used for another request' },
  'confirmation-mismatch': { status: 422, title: 'The typed name does not match' },
  'version-required': { status: 428, title: 'Send the version you change in If-Match' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'hash-lane-full': { status: 503, title: 'Too many sign-ins at once' },
  'database-unavailable': { status: 503, title: 'The database does not answer' },
  'provider-unavailable': { status: 503, title: 'The sign-in provider does not answer' },
  'export-busy': { status: 503, title: 'Other exports are being made' },
  'too-many-streams': { status: 503, title: 'Too many jobs are being followed' },
  'shutting-down': { status: 503, title: 'The server is stopping' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One wrong field: a JSON pointer into the body, or `?name` for a query parameter. */
export type FieldError = { readonly pointer: string; readonly code: string; readonly detail: string };

/** An error answer (RFC 9457). */
export type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  /** With `stale-version`: the version the record has now. */
  readonly current?: number;
  /** With `role-held` and `too-many-holders`: how many users hold the role; counting stops just above the limit. */
  readonly holders?: number;
  /** With `session-ended`, for whoever shows the token of that session: what ended it. */
  readonly endedBecause?: SessionEnd;
};
