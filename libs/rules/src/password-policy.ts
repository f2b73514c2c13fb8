import type { PasswordMode, PasswordPolicy } from 'wardkeep/contracts';
import { isCommonPassword, isOfContextWords, isRepetitive, type PasswordOwner } from './password-blocklist.js';

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

/** NIST SP 800-63B-4: length counts, composition and age do not. */
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
export type PasswordContext = PasswordOwner;

/** What the policy's answer depends on beside the policy; what is left out is taken as no. */
export type PasswordCircumstances = {
  /** Whether this user can not sign in without a second factor. */
  readonly secondFactorEnforced?: boolean;
  /** Whether somebody else may know the present password. */
  readonly compromised?: boolean;
};

/** What only the server can find out about a password. */
export type PasswordFindings = {
  /** Looks words up as `forComparison` writes them. */
  readonly isCommon?: (word: string) => boolean;
  readonly isCurrent?: boolean;
  readonly wasUsedBefore?: boolean;
};

export type PasswordFlawCode =
  | 'too-short'
  | 'too-long'
  | 'no-upper'
  | 'no-lower'
  | 'no-digit'
  | 'no-special'
  | 'is-username'
  | 'is-email'
  | 'context-word'
  | 'repeated'
  | 'common'
  | 'same-as-current'
  | 'used-before'
  | 'not-text';

export type PasswordFlaw = { readonly code: PasswordFlawCode; readonly detail: string };

/** `serverOnly`: a form can not tell whether it is met. */
export type PasswordRule = {
  readonly code: PasswordFlawCode;
  readonly text: string;
  readonly serverOnly: boolean;
};

type Rule = PasswordRule & {
  readonly isBroken: (password: string, context: PasswordContext, findings: PasswordFindings) => boolean;
};

/** Names shorter than this occur in words by chance: then only a password that equals the name is refused. */
const SHORTEST_TELLING_NAME = 4;
/** Enough beside a second factor (SP 800-63B-4 §3.1.1.2). */
const NIST_LENGTH_WITH_SECOND_FACTOR = 8;
const HISTORY_AFTER_COMPROMISE = 5;

/** Everything that is wrong with a password, in the order of `passwordRules`; empty when it may be used. */
export function checkPassword(
  policy: PasswordPolicy,
  password: string,
  context: PasswordContext,
  given: PasswordCircumstances & PasswordFindings = {},
): readonly PasswordFlaw[] {
  const normalized = password.normalize('NFC');
  return rulesOf(policy, given)
    .filter((rule) => rule.isBroken(normalized, context, given))
    .map(({ code, text }) => ({ code, detail: text }));
}

/** What the policy asks for, one sentence for each flaw that `checkPassword` can find. */
export function passwordRules(policy: PasswordPolicy, given: PasswordCircumstances = {}): readonly PasswordRule[] {
  return rulesOf(policy, given).map(({ code, text, serverOnly }) => ({ code, text, serverOnly }));
}

/** The shortest password that this user may have. */
export function effectiveMinLength(policy: PasswordPolicy, { secondFactorEnforced }: PasswordCircumstances): number {
  if (policy.mode !== 'nist' || !secondFactorEnforced) return policy.minLength;
  return Math.min(policy.minLength, NIST_LENGTH_WITH_SECOND_FACTOR);
}

/** How many earlier passwords are compared: who knew a compromised one may know those before it. */
export function effectiveHistory(policy: PasswordPolicy, { compromised }: PasswordCircumstances): number {
  return compromised ? Math.max(policy.history, HISTORY_AFTER_COMPROMISE) : policy.history;
}

/** By which rules a password was accepted; null: before there were modes. */
export type AcceptedBy = { readonly mode: PasswordMode | null; readonly minLength: number | null };

/**
 * Whether the next sign-in looks at the typed password again. A rule that changes acts at the next password operation;
 * only a switch to NIST's rules or away from them, or a second factor that a short password relied on and that is gone,
 * acts sooner. Own values (`custom`) begin as the classic ones, so that choosing them is a change of a rule.
 */
export function needsRecheck(stored: AcceptedBy, policy: PasswordPolicy, given: PasswordCircumstances): boolean {
  if ((stored.mode === 'nist') !== (policy.mode === 'nist')) return true;
  const { minLength } = stored;
  if (policy.mode !== 'nist' || given.secondFactorEnforced || minLength === null) return false;
  return minLength <= NIST_LENGTH_WITH_SECOND_FACTOR && minLength < policy.minLength;
}

const SHAPE: readonly PasswordFlawCode[] = ['too-short', 'no-upper', 'no-lower', 'no-digit', 'no-special'];

/** Whether a password in use is too short, or misses a kind of character, by the rules of now. */
export function isOutdated(policy: PasswordPolicy, password: string, given: PasswordCircumstances): boolean {
  const normalized = password.normalize('NFC');
  const nobody = { username: '', email: null };
  return rulesOf(policy, given).some(({ code, isBroken }) => SHAPE.includes(code) && isBroken(normalized, nobody, {}));
}

function rulesOf(policy: PasswordPolicy, given: PasswordCircumstances): readonly Rule[] {
  return [
    ...shapeRules(policy, given),
    ...nameRules(),
    ...blocklistRules(policy),
    ...earlierRules(policy, given),
    ...textRules(policy),
  ];
}

/** Letters and digits of every script count for their classes; what is neither, a space too, is special. */
function shapeRules(policy: PasswordPolicy, given: PasswordCircumstances): readonly Rule[] {
  const minLength = effectiveMinLength(policy, given);
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
  ];
}

function nameRules(): readonly Rule[] {
  return [
    ...asked(true, {
      code: 'is-username',
      text: 'Do not use the username in it',
      isBroken: (password, { username }) => gives(password, username),
    }),
    ...asked(true, {
      code: 'is-email',
      text: 'Do not use the email address in it',
      isBroken: (password, { email }) => email !== null && gives(password, email),
    }),
  ];
}

function blocklistRules({ blocklist }: PasswordPolicy): readonly Rule[] {
  return [
    ...asked(blocklist, {
      code: 'context-word',
      text: 'Do not build it from a name: your own, the Domain’s or the product’s',
      isBroken: (password, context, { isCommon = () => false }) => isOfContextWords(password, context, isCommon),
    }),
    ...asked(blocklist, {
      code: 'repeated',
      text: 'Do not repeat a pattern or follow a sequence',
      isBroken: (password) => isRepetitive(password),
    }),
    ...asked(
      blocklist,
      {
        code: 'common',
        text: 'Do not use a common password, also not with digits and symbols added',
        isBroken: (password, _, { isCommon }) => isCommon !== undefined && isCommonPassword(password, isCommon),
      },
      { serverOnly: true },
    ),
  ];
}

function earlierRules(policy: PasswordPolicy, given: PasswordCircumstances): readonly Rule[] {
  const history = effectiveHistory(policy, given);
  const serverOnly = true;
  return [
    ...asked(
      true,
      {
        code: 'same-as-current',
        text: 'Use another one than your present password',
        isBroken: (_password, _context, { isCurrent }) => isCurrent === true,
      },
      { serverOnly },
    ),
    ...asked(
      history > 0,
      {
        code: 'used-before',
        text: history === 1 ? 'Do not use the password before' : `Do not use one of the last ${history} passwords`,
        isBroken: (_password, _context, { wasUsedBefore }) => wasUsedBefore === true,
      },
      { serverOnly },
    ),
  ];
}

function textRules({ maxLength }: PasswordPolicy): readonly Rule[] {
  return [
    ...asked(true, {
      code: 'too-long',
      text: `Use at most ${maxLength} characters`,
      isBroken: (password) => lengthOf(password) > maxLength,
    }),
    ...asked(true, {
      code: 'not-text',
      text: 'Do not use control characters',
      isBroken: (password) => /[\p{Cc}\p{Cs}]/u.test(password),
    }),
  ];
}

function asked(condition: boolean, rule: Omit<Rule, 'serverOnly'>, { serverOnly } = { serverOnly: false }): Rule[] {
  return condition ? [{ ...rule, serverOnly }] : [];
}

function without(code: PasswordFlawCode, text: string, wanted: RegExp): Omit<Rule, 'serverOnly'> {
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
