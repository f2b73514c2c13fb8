import { describe, expect, it } from '@jest/globals';
import type { PasswordPolicy } from 'wardkeep/contracts';
import { deviations } from './password-deviations.js';
import { CLASSIC_POLICY, NIST_POLICY } from './password-policy.js';

const NIST = 'NIST SP 800-63B-4 §3.1.1.2';
const asvs = (clause: string) => `ASVS 5.0 ${clause}`;
const composition = [`composition: ${NIST}`, `composition: ${asvs('6.2.5')}`];
const expiry = [`expiry: ${NIST}`, `expiry: ${asvs('6.2.10')}`];
const temporary = `temporary-passwords: ${asvs('6.4.6')}`;

describe('deviations', () => {
  it.each<{ name: string; policy: PasswordPolicy; enforced?: boolean; left: readonly string[] }>([
    { name: 'classic', policy: CLASSIC_POLICY, left: [`length: ${NIST}`, ...composition, ...expiry, temporary] },
    {
      name: 'classic beside a second factor',
      policy: CLASSIC_POLICY,
      enforced: true,
      left: [...composition, ...expiry, temporary],
    },
    { name: 'NIST', policy: NIST_POLICY, left: [] },
    { name: 'NIST beside a second factor', policy: NIST_POLICY, enforced: true, left: [] },
    { name: 'NIST with temporary passwords', policy: { ...NIST_POLICY, temporaryPasswords: true }, left: [temporary] },
    {
      name: 'custom: short, one class, no blocklist',
      policy: { ...NIST_POLICY, mode: 'custom', minLength: 8, requireDigit: true, blocklist: false },
      left: [
        `length: ${NIST}`,
        ...composition,
        `blocklist: ${NIST}`,
        ...['6.2.4', '6.2.11', '6.2.12'].map((clause) => `blocklist: ${asvs(clause)}`),
      ],
    },
    {
      name: 'custom: below every bound',
      policy: { ...NIST_POLICY, mode: 'custom', minLength: 6, maxLength: 32 },
      left: [
        `length: ${NIST}`,
        `length: ${asvs('6.2.1')}`,
        `maximum-length: ${NIST}`,
        `maximum-length: ${asvs('6.2.9')}`,
      ],
    },
  ])('$name: $left', ({ policy, enforced = false, left }) => {
    const found = deviations(policy, { secondFactorEnforced: enforced });
    expect(found.map(({ about, clause }) => `${about}: ${clause}`)).toEqual(left);
  });
});
