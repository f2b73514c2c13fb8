import { describe, expect, it } from '@jest/globals';
import { CLASSIC_POLICY, NIST_POLICY } from 'wardkeep/rules';
import { meetsRules, ruleLines, ruleNumbers, type PasswordCase } from './password-rules';

const owner = { username: 'm.keller', email: 'maria@example.org' };
const classic: PasswordCase = { policy: CLASSIC_POLICY, owner };
const nist: PasswordCase = { policy: NIST_POLICY, owner };

const codesOf = (password: string, asked: PasswordCase) => ruleLines(password, asked).map(({ code }) => code);
const stateOf = (code: string, password: string, asked: PasswordCase) =>
  ruleLines(password, asked).find((line) => line.code === code)?.state;

describe('the checklist of a new password', () => {
  it('has a line for everything the classic policy asks for', () => {
    expect(codesOf('', classic)).toEqual([
      'too-short',
      'no-upper',
      'no-lower',
      'no-digit',
      'no-special',
      'context-word',
      'repeated',
      'common',
      'used-before',
    ]);
  });

  it('asks nothing of the kinds of characters where the policy does not', () => {
    expect(codesOf('', nist)).toEqual(['too-short', 'context-word', 'repeated', 'common', 'same-as-current']);
  });

  it('says nothing about earlier passwords to somebody who has none', () => {
    expect(codesOf('', { ...classic, isFirst: true })).not.toContain('used-before');
  });

  it('shows what nobody breaks by accident only once it is broken', () => {
    expect(codesOf('x'.repeat(257), classic)).toContain('too-long');
  });

  it.each([
    { code: 'too-short', password: '', state: 'open' },
    { code: 'too-short', password: 'Tiny 1!', state: 'open' },
    { code: 'too-short', password: 'Correct horse 1!', state: 'met' },
    { code: 'no-digit', password: 'Correct horse', state: 'open' },
    { code: 'context-word', password: 'Blue M.Keller 42!', state: 'open' },
    { code: 'context-word', password: 'Correct horse 1!', state: 'met' },
    { code: 'common', password: 'Correct horse 1!', state: 'later' },
    { code: 'used-before', password: 'Correct horse 1!', state: 'later' },
  ])('$code of “$password” is $state', ({ code, password, state }) => {
    expect(stateOf(code, password, classic)).toBe(state);
  });

  it('names the numbers that hold for this person', () => {
    expect(ruleNumbers(classic)).toEqual({ minLength: 12, maxLength: 256, history: 5 });
    expect(ruleNumbers({ ...nist, circumstances: { secondFactorEnforced: true } }).minLength).toBe(8);
    expect(ruleNumbers({ ...nist, circumstances: { compromised: true } }).history).toBe(5);
  });

  it('is met when nothing is left that the console can see', () => {
    expect(meetsRules('Correct horse 1!', classic)).toBe(true);
    expect(meetsRules('Correct horse', classic)).toBe(false);
  });
});
