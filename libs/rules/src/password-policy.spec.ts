import { describe, expect, it } from '@jest/globals';
import type { PasswordPolicy } from 'wardkeep/contracts';
import {
  CLASSIC_POLICY,
  NIST_POLICY,
  checkPassword,
  effectiveHistory,
  effectiveMinLength,
  isOutdated,
  needsRecheck,
  passwordRules,
  type AcceptedBy,
  type PasswordCircumstances,
  type PasswordFindings,
  type PasswordFlawCode,
} from './password-policy.js';

const somebody = { username: 'm.keller', email: 'mk@example.org' };
const codes = (
  policy: PasswordPolicy,
  password: string,
  context: { username: string; email: string | null } = somebody,
) => checkPassword(policy, password, context).map(({ code }) => code);

/** As long as wanted, of the four classes, without a pattern; from the 17th character on it repeats. */
const varied = (length: number) => [...'xK9-rT4+bW7.mQ2 '.repeat(20)].slice(0, length).join('');
const varyingFrom = (length: number) =>
  [...varied(length)].map((letter, at) => (at % 16 === 15 ? String.fromCodePoint(0x4e00 + at) : letter)).join('');

type Row = { readonly name: string; readonly password: string; readonly flaws: readonly PasswordFlawCode[] };

describe('checkPassword with the classic policy', () => {
  it.each<Row>([
    { name: 'four classes and 12 characters', password: varied(12), flaws: [] },
    { name: '11 characters', password: varied(11), flaws: ['too-short'] },
    { name: '64 characters', password: varyingFrom(64), flaws: [] },
    { name: '256 characters', password: varyingFrom(256), flaws: [] },
    { name: '257 characters', password: varyingFrom(257), flaws: ['too-long'] },
    { name: 'PWD-06 12 spaces', password: ' '.repeat(12), flaws: ['no-upper', 'no-lower', 'no-digit', 'repeated'] },
    { name: 'PWD-06 a tab', password: `${varied(12)}\t`, flaws: ['not-text'] },
    { name: 'PWD-06 a no-break space as the special one', password: 'xK9rT4bW7\u00A0mQ2', flaws: [] },
    { name: 'PWD-06 one pattern three times', password: 'Aa1!Aa1!Aa1!', flaws: ['repeated'] },
    {
      name: 'PWD-06 11 emoji, of 22 units',
      password: '😀😁😂😃😄😅😆😇😈😉😊',
      flaws: ['too-short', 'no-upper', 'no-lower', 'no-digit'],
    },
    {
      name: 'PWD-06 6 letters with 6 combining marks',
      password: 'a\u0301e\u0301i\u0301o\u0301u\u0301y\u0301',
      flaws: ['too-short', 'no-upper', 'no-digit', 'no-special'],
    },
    { name: 'no upper case', password: 'correct-horse-1', flaws: ['no-upper'] },
    { name: 'no lower case', password: 'CORRECT-HORSE-1', flaws: ['no-lower'] },
    { name: 'no digit', password: 'Correct-horse-one', flaws: ['no-digit'] },
    { name: 'no special', password: 'Correcthorse1', flaws: ['no-special'] },
    { name: 'a space as the special one', password: 'Correct horse 1', flaws: [] },
    { name: 'an emoji as the special one', password: 'Correcthorse1😀', flaws: [] },
    { name: 'letters and digits of other scripts', password: 'Ключ-от-дома-٣', flaws: [] },
    {
      name: 'letters without case',
      password: '密碼只有一次為你而設的門',
      flaws: ['no-upper', 'no-lower', 'no-digit', 'no-special'],
    },
    { name: 'nothing', password: '', flaws: ['too-short', 'no-upper', 'no-lower', 'no-digit', 'no-special'] },
    { name: 'the username inside, in other case', password: 'My dog M.KELLER 1', flaws: ['is-username'] },
    { name: 'the email inside', password: 'My dog MK@Example.org 1', flaws: ['is-email'] },
  ])('$name: $flaws', ({ password, flaws }) => {
    expect(codes(CLASSIC_POLICY, password)).toEqual(flaws);
  });
});

const emoji = (count: number) =>
  Array.from({ length: count }, (_, at) => String.fromCodePoint(0x1f400 + ((at * at) % 601))).join('');
const marked = (count: number) =>
  [...'aeiouaoueieaouieuoa']
    .slice(0, count)
    .map((letter) => `${letter}\u0301`)
    .join('');

describe('checkPassword with the NIST policy', () => {
  it.each<Row>([
    { name: '15 lower-case letters', password: 'yellowtigersofa', flaws: [] },
    { name: '14 lower-case letters', password: 'yellowtigersof', flaws: ['too-short'] },
    { name: '15 emoji, each counted once', password: emoji(15), flaws: [] },
    { name: '14 emoji', password: emoji(14), flaws: ['too-short'] },
    { name: '15 characters written with combining marks', password: marked(15), flaws: [] },
    { name: '14 of them, as short as when composed', password: marked(14), flaws: ['too-short'] },
    { name: '15 characters and spaces, kept', password: ' yellow tiger s', flaws: [] },
    { name: '14 without the outer one', password: 'yellow tiger s', flaws: ['too-short'] },
    { name: '256 emoji', password: emoji(256), flaws: [] },
    { name: '257 emoji', password: emoji(257), flaws: ['too-long'] },
    { name: 'a NUL', password: 'yellowtigersofa\0', flaws: ['not-text'] },
    { name: 'a line break', password: 'yellowtigersofa\n', flaws: ['not-text'] },
    { name: 'a lone high surrogate', password: 'yellowtigersofa\ud83d', flaws: ['not-text'] },
    { name: 'a lone low surrogate', password: '\ude00yellowtigersofa', flaws: ['not-text'] },
  ])('$name: $flaws', ({ password, flaws }) => {
    expect(codes(NIST_POLICY, password)).toEqual(flaws);
  });
});

describe('checkPassword and the names of its owner', () => {
  const lax: PasswordPolicy = { ...NIST_POLICY, minLength: 1, blocklist: false };
  it.each<{
    name: string;
    username: string;
    email: string | null;
    password: string;
    flaws: readonly PasswordFlawCode[];
  }>([
    { name: 'the username itself', username: 'anna', email: null, password: 'Anna', flaws: ['is-username'] },
    { name: 'a username of 4 inside', username: 'anna', email: null, password: 'xannax', flaws: ['is-username'] },
    { name: 'a username of 3 inside', username: 'eve', email: null, password: 'seventh', flaws: [] },
    { name: 'a username of 3 itself', username: 'eve', email: null, password: 'EVE', flaws: ['is-username'] },
    { name: 'the email itself', username: 'eve', email: 'a@b.ch', password: 'A@B.CH', flaws: ['is-email'] },
    {
      name: 'a username that is the email',
      username: 'a@b.ch',
      email: 'a@b.ch',
      password: 'a@b.ch',
      flaws: ['is-username', 'is-email'],
    },
    {
      name: 'an email with a composed letter',
      username: 'eve',
      email: 'é@bc.ch',
      password: 'e\u0301@bc.ch',
      flaws: ['is-email'],
    },
    { name: 'only a part of the username', username: 'annabel', email: null, password: 'anna', flaws: [] },
    { name: 'an unknown username', username: '', email: null, password: 'anna', flaws: [] },
  ])('$name: $flaws', ({ username, email, password, flaws }) => {
    expect(codes(lax, password, { username, email })).toEqual(flaws);
  });
});

describe('what only the server finds', () => {
  const isCommon = (word: string) => word === 'summer';
  it.each<{ name: string; policy: PasswordPolicy; password: string; findings: PasswordFindings; flaws: string[] }>([
    {
      name: 'a common word',
      policy: CLASSIC_POLICY,
      password: 'Summer2026!!',
      findings: { isCommon },
      flaws: ['common'],
    },
    {
      name: 'a common word without a blocklist',
      policy: { ...CLASSIC_POLICY, blocklist: false },
      password: 'Summer2026!!',
      findings: { isCommon },
      flaws: [],
    },
    {
      name: 'the present one',
      policy: NIST_POLICY,
      password: 'yellow tiger sofa',
      findings: { isCurrent: true },
      flaws: ['same-as-current'],
    },
    {
      name: 'an earlier one',
      policy: CLASSIC_POLICY,
      password: varied(12),
      findings: { wasUsedBefore: true },
      flaws: ['used-before'],
    },
  ])('$name: $flaws', ({ policy, password, findings, flaws }) => {
    expect(checkPassword(policy, password, somebody, findings).map(({ code }) => code)).toEqual(flaws);
  });
});

describe('passwordRules', () => {
  const ofAll = ['too-long', 'not-text'];
  const shape = ['too-short', 'no-upper', 'no-lower', 'no-digit', 'no-special'];
  const names = ['is-username', 'is-email'];
  const blocklist = ['context-word', 'repeated', 'common'];
  it.each<{ name: string; policy: PasswordPolicy; given: PasswordCircumstances; rules: readonly string[] }>([
    {
      name: 'the classic policy',
      policy: CLASSIC_POLICY,
      given: {},
      rules: [...shape, ...names, ...blocklist, 'same-as-current', 'used-before', ...ofAll],
    },
    {
      name: 'the NIST policy',
      policy: NIST_POLICY,
      given: {},
      rules: ['too-short', ...names, ...blocklist, 'same-as-current', ...ofAll],
    },
    {
      name: 'the NIST policy for a compromised account',
      policy: NIST_POLICY,
      given: { compromised: true },
      rules: ['too-short', ...names, ...blocklist, 'same-as-current', 'used-before', ...ofAll],
    },
    {
      name: 'a policy without a blocklist and a history',
      policy: { ...NIST_POLICY, mode: 'custom', blocklist: false },
      given: {},
      rules: ['too-short', ...names, 'same-as-current', ...ofAll],
    },
  ])('lists what $name asks for', ({ policy, given, rules }) => {
    expect(passwordRules(policy, given).map(({ code }) => code)).toEqual(rules);
  });

  it('marks what a form can not tell', () => {
    const told = passwordRules(CLASSIC_POLICY).filter(({ serverOnly }) => serverOnly);
    expect(told.map(({ code }) => code)).toEqual(['common', 'same-as-current', 'used-before']);
  });

  it('says the length in words, the same as a refusal does', () => {
    const text = 'Use at least 12 characters';
    expect(passwordRules(CLASSIC_POLICY)[0]).toEqual({ code: 'too-short', text, serverOnly: false });
    expect(checkPassword(NIST_POLICY, 'short', somebody)).toEqual([
      { code: 'too-short', detail: 'Use at least 15 characters' },
    ]);
  });
});

describe('what the account asks beside the policy', () => {
  const enforced = { secondFactorEnforced: true };
  it.each([
    { name: 'NIST alone', policy: NIST_POLICY, given: {}, least: 15 },
    { name: 'NIST with a second factor', policy: NIST_POLICY, given: enforced, least: 8 },
    {
      name: 'a longer NIST password with a second factor',
      policy: { ...NIST_POLICY, minLength: 20 },
      given: enforced,
      least: 8,
    },
    { name: 'classic with a second factor', policy: CLASSIC_POLICY, given: enforced, least: 12 },
  ])('$name: at least $least characters', ({ policy, given, least }) => {
    expect(effectiveMinLength(policy, given)).toBe(least);
  });

  it.each([
    { name: 'NIST', policy: NIST_POLICY, given: {}, count: 0 },
    { name: 'NIST after a compromise', policy: NIST_POLICY, given: { compromised: true }, count: 5 },
    { name: 'classic', policy: { ...CLASSIC_POLICY, history: 3 }, given: {}, count: 3 },
    {
      name: 'a short history after a compromise',
      policy: { ...CLASSIC_POLICY, history: 1 },
      given: { compromised: true },
      count: 5,
    },
  ])('$name compares $count earlier passwords', ({ policy, given, count }) => {
    expect(effectiveHistory(policy, given)).toBe(count);
  });
});

describe('needsRecheck', () => {
  const stored = (mode: AcceptedBy['mode'], minLength: number | null): AcceptedBy => ({ mode, minLength });
  const longer = { ...CLASSIC_POLICY, minLength: 16 };
  it.each<{ name: string; by: AcceptedBy; policy: PasswordPolicy; enforced: boolean; again: boolean }>([
    { name: 'the same mode', by: stored('classic', 12), policy: CLASSIC_POLICY, enforced: false, again: false },
    {
      name: 'the same mode with a rule changed',
      by: stored('classic', 12),
      policy: longer,
      enforced: false,
      again: false,
    },
    {
      name: 'own values in the place of the classic ones',
      by: stored('classic', 12),
      policy: { ...longer, mode: 'custom' },
      enforced: false,
      again: false,
    },
    {
      name: 'own values in the place of NIST',
      by: stored('nist', 15),
      policy: { ...longer, mode: 'custom' },
      enforced: false,
      again: true,
    },
    {
      name: 'a password from before modes',
      by: stored(null, null),
      policy: CLASSIC_POLICY,
      enforced: false,
      again: false,
    },
    {
      name: 'one from before modes, now NIST',
      by: stored(null, null),
      policy: NIST_POLICY,
      enforced: false,
      again: true,
    },
    { name: 'a switched mode', by: stored('nist', 15), policy: CLASSIC_POLICY, enforced: false, again: true },
    { name: 'NIST, accepted alone', by: stored('nist', 15), policy: NIST_POLICY, enforced: false, again: false },
    {
      name: 'NIST, accepted alone, now longer',
      by: stored('nist', 15),
      policy: { ...NIST_POLICY, minLength: 20 },
      enforced: false,
      again: false,
    },
    { name: 'NIST, beside a second factor', by: stored('nist', 8), policy: NIST_POLICY, enforced: true, again: false },
    {
      name: 'NIST, beside a second factor that is gone',
      by: stored('nist', 8),
      policy: NIST_POLICY,
      enforced: false,
      again: true,
    },
  ])('$name: $again', ({ by, policy, enforced, again }) => {
    expect(needsRecheck(by, policy, { secondFactorEnforced: enforced })).toBe(again);
  });
});

describe('isOutdated', () => {
  it.each([
    {
      name: 'long enough for NIST',
      policy: NIST_POLICY,
      password: 'yellow tiger sofa',
      enforced: false,
      outdated: false,
    },
    { name: 'too short for NIST', policy: NIST_POLICY, password: varied(12), enforced: false, outdated: true },
    {
      name: 'long enough beside a second factor',
      policy: NIST_POLICY,
      password: varied(8),
      enforced: true,
      outdated: false,
    },
    {
      name: 'of too few classes for classic',
      policy: CLASSIC_POLICY,
      password: 'yellow tiger sofa',
      enforced: false,
      outdated: true,
    },
    {
      name: 'a common one, which only a new one may not be',
      policy: CLASSIC_POLICY,
      password: 'Password1234!',
      enforced: false,
      outdated: false,
    },
  ])('$name: $outdated', ({ policy, password, enforced, outdated }) => {
    expect(isOutdated(policy, password, { secondFactorEnforced: enforced })).toBe(outdated);
  });
});
