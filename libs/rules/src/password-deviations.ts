import type { Deviation, PasswordPolicy } from 'wardkeep/contracts';
import type { PasswordCircumstances } from './password-policy.js';

const NIST = 'NIST SP 800-63B-4 §3.1.1.2';
const asvs = (clause: string) => `ASVS 5.0 ${clause}`;

const NIST_LENGTH_ALONE = 15;
const LENGTH_WITH_SECOND_FACTOR = 8;
const LONGEST_TO_ALLOW = 64;

/**
 * The requirements of NIST SP 800-63B-4 and ASVS 5.0 that the values leave, for who has to justify them. `about` is one
 * of length, maximum-length, composition, expiry, blocklist and temporary-passwords.
 */
export function deviations(
  policy: PasswordPolicy,
  { secondFactorEnforced = false }: Pick<PasswordCircumstances, 'secondFactorEnforced'> = {},
): readonly Deviation[] {
  const isComposed = policy.requireUpper || policy.requireLower || policy.requireDigit || policy.requireSpecial;
  const enough = secondFactorEnforced ? LENGTH_WITH_SECOND_FACTOR : NIST_LENGTH_ALONE;
  return [
    ...left(policy.minLength < enough, 'length', NIST),
    ...left(policy.minLength < LENGTH_WITH_SECOND_FACTOR, 'length', asvs('6.2.1')),
    ...left(policy.maxLength < LONGEST_TO_ALLOW, 'maximum-length', NIST, asvs('6.2.9')),
    ...left(isComposed, 'composition', NIST, asvs('6.2.5')),
    ...left(policy.maxAgeDays > 0, 'expiry', NIST, asvs('6.2.10')),
    ...left(!policy.blocklist, 'blocklist', NIST, asvs('6.2.4'), asvs('6.2.11'), asvs('6.2.12')),
    ...left(policy.temporaryPasswords, 'temporary-passwords', asvs('6.4.6')),
  ];
}

function left(isLeft: boolean, about: string, ...clauses: readonly string[]): readonly Deviation[] {
  return isLeft ? clauses.map((clause) => ({ clause, about })) : [];
}
