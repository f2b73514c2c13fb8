import { DirectoryProblem, type DirectoryFailure } from './directory-problem.js';

/** The result codes of RFC 4511 that Wardkeep tells apart. */
export const LDAP = {
  success: 0,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  confidentialityRequired: 13,
  referral: 10,
  adminLimitExceeded: 11,
  constraintViolation: 19,
  noSuchObject: 32,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
} as const;

const WORDS: Readonly<Record<number, string>> = {
  1: 'it failed inside; read its log, and check that a bind DN is set',
  2: 'it did not understand the request',
  3: 'the search took longer than the directory allows',
  4: 'it answers fewer entries than there are; use a page size below its limit',
  7: 'it does not take names with passwords',
  8: 'it wants a stronger sign-in; switch on TLS',
  10: 'it sends to another server, which is never followed; name that server itself',
  11: 'the search is more than the directory allows; ask for a higher limit, or narrow the base or the filter',
  12: 'it can not page its answers',
  13: 'it wants TLS; use ldaps:// or StartTLS',
  32: 'there is no such entry; check the base DN',
  34: 'a DN is malformed; check the bind DN and the base DN',
  48: 'it does not take this way to sign in for the bind DN',
  49: 'the bind DN or its password is wrong',
  50: 'the bind DN may not do this; ask for the right to read',
  51: 'it is busy',
  52: 'it is not available',
  53: 'it refuses to; read its log',
};

const UNAVAILABLE: readonly number[] = [LDAP.busy, LDAP.unavailable];
const INCOMPLETE: readonly number[] = [LDAP.timeLimitExceeded, LDAP.sizeLimitExceeded, LDAP.adminLimitExceeded];
const MOST_SHOWN = 200;

export type LdapResult = { readonly status: number; readonly message: string };

/** What the directory answered, in plain words with its own code and message. */
function inWords({ status, message }: LdapResult): string {
  const shown = message.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, ' ').trim();
  const said = shown === '' ? '' : `: ${shown.slice(0, MOST_SHOWN)}`;
  return `${WORDS[status] ?? 'it refused'} (LDAP code ${status}${said})`;
}

/** `doing` says what was asked for. */
export function refusal(doing: string, result: LdapResult): DirectoryProblem {
  return new DirectoryProblem(failureOf(result.status), `${doing}: ${inWords(result)}`);
}

function failureOf(status: number): DirectoryFailure {
  if (UNAVAILABLE.includes(status)) return 'directory-unavailable';
  return INCOMPLETE.includes(status) ? 'incomplete-answer' : 'directory-refused';
}
