import { describe, expect, it } from '@jest/globals';
import type { LoginMethodKind } from 'wardkeep/contracts';
import { isSecondFactorRequired, mayDisableSecondFactor, requiredBy, type SecondFactorFacts } from './second-factor.js';

type Row = { loginMethod: LoginMethodKind; asks: readonly ('user' | 'role' | 'domain')[]; by: string | null };

const factsOf = ({ loginMethod, asks }: Row): SecondFactorFacts => ({
  loginMethod,
  user: asks.includes('user'),
  role: asks.includes('role'),
  domain: asks.includes('domain'),
});

const ROWS: readonly Row[] = [
  { loginMethod: 'standard', asks: [], by: null },
  { loginMethod: 'standard', asks: ['user'], by: 'user' },
  { loginMethod: 'standard', asks: ['role'], by: 'role' },
  { loginMethod: 'standard', asks: ['domain'], by: 'domain' },
  { loginMethod: 'standard', asks: ['user', 'role'], by: 'user' },
  { loginMethod: 'standard', asks: ['user', 'domain'], by: 'user' },
  { loginMethod: 'standard', asks: ['role', 'domain'], by: 'role' },
  { loginMethod: 'standard', asks: ['user', 'role', 'domain'], by: 'user' },
  { loginMethod: 'ldap', asks: [], by: null },
  { loginMethod: 'ldap', asks: ['user'], by: 'user' },
  { loginMethod: 'ldap', asks: ['role'], by: 'role' },
  { loginMethod: 'ldap', asks: ['domain'], by: 'domain' },
  { loginMethod: 'saml', asks: ['user', 'role', 'domain'], by: null },
  { loginMethod: 'oidc', asks: ['user', 'role', 'domain'], by: null },
];

describe('the second factor', () => {
  it.each(ROWS)('of a $loginMethod user, asked for by $asks, is required by $by', (row) => {
    expect(requiredBy(factsOf(row))).toBe(row.by);
    expect(isSecondFactorRequired(factsOf(row))).toBe(row.by !== null);
  });

  it.each(ROWS)('of a $loginMethod user, required by $by, stays on for as long as that', (row) => {
    expect(mayDisableSecondFactor(factsOf(row))).toEqual(
      row.by === null ? { allowed: true } : { allowed: false, because: 'two-factor-required' },
    );
  });
});
