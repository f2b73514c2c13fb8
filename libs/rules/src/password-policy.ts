import type { PasswordPolicy } from 'wardkeep/contracts';

export const CLASSIC_POLICY: PasswordPolicy = {
  mode: 'classic',
  minLength: 12,
  maxLength: 256,
  requireUpper: true,
  requireLower: true,
  requireDigit: true,
  requireSpecial: true,
  maxAgeDays: 90,
  history: 5,
  blocklist: true,
  temporaryPasswords: true,
};

/** NIST SP 800-63B-4 for a password that is the only factor: length counts, composition and age do not. */
export const NIST_POLICY: PasswordPolicy = {
  mode: 'nist',
  minLength: 15,
  maxLength: 256,
  requireUpper: false,
  requireLower: false,
  requireDigit: false,
  requireSpecial: false,
  maxAgeDays: 0,
  history: 0,
  blocklist: true,
  temporaryPasswords: false,
};

/** Whose password it is. */
export type PasswordContext = { readonly username: string; readonly email: string | null };

export type PasswordFlawCode =
  | 'too-short'
  | 'too-long'
  | 'no-upper'
  | 'no-lower'
  | 'no-digit'
  | 'no-special'
  | 'is-username'
  | 'is-email'
  | 'not-text';

export type PasswordFlaw = { readonly code: PasswordFlawCode; readonly detail: string };

export type PasswordRule = { readonly code: PasswordFlawCode; readonly text: string };

type Rule = PasswordRule & { readonly isBroken: (password: string, context: PasswordContext) => boolean };

const DAY = 24 * 60 * 60 * 1000;

/** Names shorter than this occur in words by chance: then only a password that equals the name is refused. */
const SHORTEST_TELLING_NAME = 4;

/** Everything that is wrong with a password, in the order of `passwordRules`; empty when it may be used. */
export function checkPassword(
  policy: PasswordPolicy,
  password: string,
  context: PasswordContext,
): readonly PasswordFlaw[] {
  const normalized = password.normalize('NFC');
  return rulesOf(policy)
    .filter((rule) => rule.isBroken(normalized, context))
    .map(({ code, text }) => ({ code, detail: text }));
}

/** What the policy asks for, one sentence for each flaw that `checkPassword` can find. */
export function passwordRules(policy: PasswordPolicy): readonly PasswordRule[] {
  return rulesOf(policy).map(({ code, text }) => ({ code, text }));
}

/** When a password that was set then expires; null when it never does. */
export function expiresAt(policy: PasswordPolicy, changedAt: Date): Date | null {
  return policy.maxAgeDays > 0 ? new Date(changedAt.getTime() + policy.maxAgeDays * DAY) : null;
}

function rulesOf(policy: PasswordPolicy): readonly Rule[] {
  const { minLength, maxLength } = policy;
  const asked = (condition: boolean, rule: Rule) => (condition ? [rule] : []);
  return [
    ...asked(minLength > 0, {
      code: 'too-short',
      text: `Use at least ${minLength} characters`,
      isBroken: (password) => lengthOf(password) < minLength,
    }),
    ...asked(policy.requireUpper, without('no-upper', 'Use an upper-case letter', /\p{Lu}/u)),
    ...asked(policy.requireLower, without('no-lower', 'Use a lower-case letter', /\p{Ll}/u)),
    ...asked(policy.requireDigit, without('no-digit', 'Use a digit', /\p{Nd}/u)),
    ...asked(
      policy.requireSpecial,
      without('no-special', 'Use a special character or a space', /[^\p{L}\p{M}\p{Nd}]/u),
    ),
    {
      code: 'is-username',
      text: 'Do not use the username in it',
      isBroken: (password, { username }) => gives(password, username),
    },
    {
      code: 'is-email',
      text: 'Do not use the email address in it',
      isBroken: (password, { email }) => email !== null && gives(password, email),
    },
    {
      code: 'too-long',
      text: `Use at most ${maxLength} characters`,
      isBroken: (password) => lengthOf(password) > maxLength,
    },
    {
      code: 'not-text',
      text: 'Do not use control characters',
      isBroken: (password) => /[\p{Cc}\p{Cs}]/u.test(password),
    },
  ];
}

function without(code: PasswordFlawCode, text: string, wanted: RegExp): Rule {
  return { code, text, isBroken: (password) => !wanted.test(password) };
}

/** Counted as people count: an emoji is one. */
function lengthOf(password: string): number {
  return [...password].length;
}

function gives(password: string, name: string): boolean {
  const typed = password.toLowerCase();
  const known = name.normalize('NFC').toLowerCase();
  return lengthOf(known) >= SHORTEST_TELLING_NAME ? typed.includes(known) : known !== '' && typed === known;
}
