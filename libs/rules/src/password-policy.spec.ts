import { describe, expect, it } from '@jest/globals';
import {
  CLASSIC_POLICY,
  NIST_POLICY,
  checkPassword,
  expiresAt,
  passwordRules,
  type PasswordFlawCode,
  type PasswordPolicy,
} from './password-policy.js';

const somebody = { username: 'm.keller', email: 'mk@example.org' };
const codes = (
  policy: PasswordPolicy,
  password: string,
  context: { username: string; email: string | null } = somebody,
) => checkPassword(policy, password, context).map(({ code }) => code);

type Row = { readonly name: string; readonly password: string; readonly flaws: readonly PasswordFlawCode[] };

describe('checkPassword with the classic policy', () => {
  it.each<Row>([
    { name: 'four classes and 12 characters', password: 'Aa1!Aa1!Aa1!', flaws: [] },
    { name: '11 characters', password: 'Aa1!Aa1!Aa1', flaws: ['too-short'] },
    { name: '256 characters', password: 'Aa1!'.repeat(64), flaws: [] },
    { name: '257 characters', password: `${'Aa1!'.repeat(64)}x`, flaws: ['too-long'] },
    { name: 'no upper case', password: 'correct-horse-1', flaws: ['no-upper'] },
    { name: 'no lower case', password: 'CORRECT-HORSE-1', flaws: ['no-lower'] },
    { name: 'no digit', password: 'Correct-horse-one', flaws: ['no-digit'] },
    { name: 'no special', password: 'Correcthorse1', flaws: ['no-special'] },
    { name: 'a space as the special one', password: 'Correct horse 1', flaws: [] },
    { name: 'an emoji as the special one', password: 'Correcthorse1😀', flaws: [] },
    { name: 'letters and digits of other scripts', password: 'Ключ-от-дома-٣', flaws: [] },
    {
      name: 'letters without case',
      password: '密碼密碼密碼密碼密碼密碼',
      flaws: ['no-upper', 'no-lower', 'no-digit', 'no-special'],
    },
    { name: 'nothing', password: '', flaws: ['too-short', 'no-upper', 'no-lower', 'no-digit', 'no-special'] },
    { name: 'the username inside, in other case', password: 'Hello M.KELLER 1', flaws: ['is-username'] },
    { name: 'the email inside', password: 'Hello MK@Example.org 1', flaws: ['is-email'] },
  ])('$name: $flaws', ({ password, flaws }) => {
    expect(codes(CLASSIC_POLICY, password)).toEqual(flaws);
  });
});

describe('checkPassword with the NIST policy', () => {
  it.each<Row>([
    { name: '15 lower-case letters', password: 'abcdefghijklmno', flaws: [] },
    { name: '14 lower-case letters', password: 'abcdefghijklmn', flaws: ['too-short'] },
    { name: '15 emoji, each counted once', password: '😀'.repeat(15), flaws: [] },
    { name: '14 emoji', password: '😀'.repeat(14), flaws: ['too-short'] },
    { name: '15 characters written with combining marks', password: 'e\u0301'.repeat(15), flaws: [] },
    { name: '14 of them, as short as when composed', password: 'e\u0301'.repeat(14), flaws: ['too-short'] },
    { name: '15 spaces, kept', password: ' '.repeat(15), flaws: [] },
    { name: '256 emoji', password: '😀'.repeat(256), flaws: [] },
    { name: '257 emoji', password: '😀'.repeat(257), flaws: ['too-long'] },
    { name: 'a NUL', password: 'abcdefghijklmno\0', flaws: ['not-text'] },
    { name: 'a line break', password: 'abcdefghijklmno\n', flaws: ['not-text'] },
    { name: 'a lone high surrogate', password: 'abcdefghijklmno\ud83d', flaws: ['not-text'] },
    { name: 'a lone low surrogate', password: '\ude00abcdefghijklmno', flaws: ['not-text'] },
  ])('$name: $flaws', ({ password, flaws }) => {
    expect(codes(NIST_POLICY, password)).toEqual(flaws);
  });
});

describe('checkPassword and the names of its owner', () => {
  const lax: PasswordPolicy = { ...NIST_POLICY, minLength: 1 };
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

describe('passwordRules', () => {
  it.each([
    {
      name: 'classic',
      policy: CLASSIC_POLICY,
      rules: [
        'too-short',
        'no-upper',
        'no-lower',
        'no-digit',
        'no-special',
        'is-username',
        'is-email',
        'too-long',
        'not-text',
      ],
    },
    { name: 'NIST', policy: NIST_POLICY, rules: ['too-short', 'is-username', 'is-email', 'too-long', 'not-text'] },
  ])('lists what the $name policy asks for', ({ policy, rules }) => {
    expect(passwordRules(policy).map(({ code }) => code)).toEqual(rules);
  });

  it('says the length in words, the same as a refusal does', () => {
    expect(passwordRules(CLASSIC_POLICY)[0]).toEqual({ code: 'too-short', text: 'Use at least 12 characters' });
    expect(checkPassword(NIST_POLICY, 'short', somebody)).toEqual([
      { code: 'too-short', detail: 'Use at least 15 characters' },
    ]);
  });
});

describe('expiresAt', () => {
  const changedAt = new Date('2026-01-31T12:00:00.000Z');
  it.each([
    { days: 90, expires: '2026-05-01T12:00:00.000Z' },
    { days: 1, expires: '2026-02-01T12:00:00.000Z' },
    { days: 0, expires: null },
  ])('is $expires with a maximum age of $days days', ({ days, expires }) => {
    const expiry = expiresAt({ ...CLASSIC_POLICY, maxAgeDays: days }, changedAt);
    expect(expiry?.toISOString() ?? null).toBe(expires);
  });
});
