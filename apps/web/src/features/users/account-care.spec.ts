import { describe, expect, it } from '@jest/globals';
import { UNTIL_UNLOCKED, type Me } from 'wardkeep/contracts';
import { CLASSIC_POLICY, NIST_POLICY } from 'wardkeep/rules';
import { decisionOf } from './asked';
import { isForGood, isLockedNow } from './lock';
import { maskedEmail } from './masked-email';
import { closedBecause, type ResetWay } from './reset-ways';

describe('a lock', () => {
  const now = Date.parse('2026-11-22T06:00:00.000Z');

  it.each([
    ['there is none', null, false],
    ['it has ended', '2026-11-22T06:00:00.000Z', false],
    ['it goes on', '2026-11-22T06:00:00.001Z', true],
    ['only an administrator ends it', UNTIL_UNLOCKED, true],
  ])('%s', (_, lockedUntil, locked) => expect(isLockedNow({ lockedUntil }, now)).toBe(locked));

  it('for good is told apart from one that ends', () => {
    expect(isForGood(UNTIL_UNLOCKED)).toBe(true);
    expect(isForGood('2026-11-22T06:00:00.000Z')).toBe(false);
  });
});

describe('the ways to a new password', () => {
  const domain = { passwordPolicy: CLASSIC_POLICY } as Me['domain'];
  const nist = { passwordPolicy: NIST_POLICY } as Me['domain'];
  const ada = { email: 'ada@example.org' };

  it.each<[string, ResetWay, { email: string | null }, Pick<Me, 'mailConfigured' | 'domain'>, string | null]>([
    ['a link', 'email', ada, { mailConfigured: true, domain }, null],
    ['a link without an address', 'email', { email: null }, { mailConfigured: true, domain }, 'noEmail'],
    ['a link without a mail server', 'email', ada, { mailConfigured: false, domain }, 'noMail'],
    ['a temporary password', 'temporary', { email: null }, { mailConfigured: false, domain }, null],
    ['a temporary password under NIST', 'temporary', ada, { mailConfigured: true, domain: nist }, 'temporaryOff'],
    ['one that is set', 'own', { email: null }, { mailConfigured: false, domain: nist }, null],
  ])('%s', (_, way, user, me, because) => expect(closedBecause(way, user, me)).toBe(because));

  it.each([
    ['ada.lovelace@example.org', 'a•••e@example.org'],
    ['al@example.org', 'a•••@example.org'],
    ['a@example.org', 'a•••@example.org'],
  ])('%s is shown as %s', (email, masked) => expect(maskedEmail(email)).toBe(masked));
});

it('what the server decides about a password holds for all that is done to it', () => {
  expect(decisionOf('require-change')).toBe('reset-password');
  expect(decisionOf('invite')).toBe('reset-password');
  expect(decisionOf('unlock')).toBe('unlock');
});
