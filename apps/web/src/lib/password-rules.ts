import type { PasswordPolicy } from 'wardkeep/contracts';
import {
  checkPassword,
  effectiveHistory,
  effectiveMinLength,
  passwordRules,
  type PasswordCircumstances,
  type PasswordContext,
  type PasswordFlawCode,
} from 'wardkeep/rules';

/** Whose new password it is, and what it has to be. */
export type PasswordCase = {
  readonly policy: PasswordPolicy;
  readonly owner: PasswordContext;
  readonly circumstances?: PasswordCircumstances | undefined;
  /** There is none yet, so that nothing is said about earlier ones. */
  readonly isFirst?: boolean | undefined;
};

/** `later`: only the server can tell, when the password is saved. */
type RuleState = 'met' | 'open' | 'later';

export type RuleLine = { readonly code: PasswordFlawCode; readonly state: RuleState };

/** Rules about the same thing are one line, named by the first of them that the policy has. */
const LINES: readonly (readonly PasswordFlawCode[])[] = [
  ['too-short'],
  ['no-upper'],
  ['no-lower'],
  ['no-digit'],
  ['no-special'],
  ['context-word', 'is-username', 'is-email'],
  ['repeated'],
  ['common'],
  ['used-before', 'same-as-current'],
];

/** Nobody breaks these by accident: they are shown once they are broken. */
const UNLIKELY: readonly PasswordFlawCode[] = ['too-long', 'not-text'];

const EARLIER: readonly PasswordFlawCode[] = ['used-before', 'same-as-current'];

/** Whether the console finds nothing wrong; the server also knows the earlier and the common passwords. */
export const meetsRules = (password: string, { policy, owner, circumstances }: PasswordCase): boolean =>
  checkPassword(policy, password, owner, circumstances).length === 0;

/** The checklist beside the field. */
export function ruleLines(password: string, { policy, owner, circumstances, isFirst }: PasswordCase): RuleLine[] {
  const rules = new Map(passwordRules(policy, circumstances).map((rule) => [rule.code, rule]));
  const broken = new Set(checkPassword(policy, password, owner, circumstances).map(({ code }) => code));
  const stateOf = (codes: readonly PasswordFlawCode[]): RuleState => {
    if (codes.every((code) => rules.get(code)?.serverOnly)) return 'later';
    return password !== '' && !codes.some((code) => broken.has(code)) ? 'met' : 'open';
  };
  const lines = LINES.map((codes) => codes.filter((code) => rules.has(code) && !(isFirst && EARLIER.includes(code))));
  const unlikely = UNLIKELY.filter((code) => broken.has(code)).map((code) => [code]);
  return [...lines, ...unlikely].flatMap((codes) => (codes[0] ? [{ code: codes[0], state: stateOf(codes) }] : []));
}

/** The numbers in the texts of the rules. */
export const ruleNumbers = ({ policy, circumstances = {} }: PasswordCase) => ({
  minLength: effectiveMinLength(policy, circumstances),
  maxLength: policy.maxLength,
  history: effectiveHistory(policy, circumstances),
});
