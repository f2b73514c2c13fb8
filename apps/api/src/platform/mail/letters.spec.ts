import { describe, expect, it } from '@jest/globals';
import type { Mail } from './mail.js';
import { writeLetter } from './letters.js';

const about = {
  to: { name: 'Ann Lee', address: 'ann@example.org' },
  language: null,
  username: 'ann.lee',
  domain: 'acme',
};
const token = 'wki_secret';
const kinds: readonly Mail[] = [
  { kind: 'invitation', ...about, token, validHours: 72 },
  { kind: 'welcome', ...about },
  { kind: 'password-changed', ...about },
  { kind: 'password-reset', ...about, token: 'wkr_secret', validMinutes: 60 },
  { kind: 'password-set', ...about },
  { kind: 'password-temporary', ...about },
  { kind: 'password-expiring', ...about, days: 14 },
  { kind: 'provider-expiring', ...about, days: 30 },
  { kind: 'two-factor-enrolled', ...about },
  { kind: 'two-factor-removed', ...about },
  { kind: 'two-factor-reset', ...about },
  { kind: 'recovery-code-used', ...about, left: 9 },
  { kind: 'account-locked', ...about, until: '2026-11-22T06:30:12.345Z' },
];
const base = 'https://id.example.org';
const urlsIn = (text: string) => text.match(/\w+:\/\/[^\s"<]+/g) ?? [];

describe('an invitation', () => {
  const letter = writeLetter({ kind: 'invitation', ...about, token, validHours: 72 }, base);

  it('carries its token in the fragment of the configured address', () => {
    expect(urlsIn(letter.text)).toEqual([`${base}/reset#${token}`]);
    expect(letter.html).toContain(`<a href="${base}/reset#${token}">`);
  });

  it('says how long it is good for, and for whom', () => {
    expect(letter.text).toContain('within 72 hours');
    expect(letter.text).toContain('\n\nUsername: ann.lee\n\nDomain: acme\n\n');
  });

  it('keeps its token out of the subject', () => expect(letter.subject).not.toContain(token));
});

describe('a mail about a reset', () => {
  const letter = writeLetter({ kind: 'password-reset', ...about, token: 'wkr_secret', validMinutes: 60 }, base);

  it('carries its token in the fragment of the configured address, and nowhere else', () => {
    expect(urlsIn(letter.text)).toEqual([`${base}/reset#wkr_secret`]);
    expect(letter.text).toContain('within 60 minutes');
    expect(letter.subject).not.toContain('wkr_secret');
  });
});

describe.each([
  { language: 'en', until: '2026-11-22T06:30:12.345Z', says: 'until 2026-11-22 06:30 UTC' },
  { language: 'de', until: '2026-11-22T06:30:12.345Z', says: 'bis 2026-11-22 06:30 UTC' },
  { language: 'en', until: null, says: 'until an administrator unlocks it' },
  { language: 'de', until: null, says: 'bis Ihre Administration es entsperrt' },
])('a mail about a lock ($language, $until)', ({ language, until, says }) => {
  it(`says: ${says}`, () => {
    expect(writeLetter({ kind: 'account-locked', ...about, language, until }, base).text).toContain(says);
  });
});

describe.each([
  { language: 'en', days: 1, says: 'in 1 day.' },
  { language: 'en', days: 7, says: 'in 7 days.' },
  { language: 'de', days: 1, says: 'in einem Tag ab' },
  { language: 'de', days: 14, says: 'in 14 Tagen ab' },
])('a mail about a password that ends ($language, $days)', ({ language, days, says }) => {
  it(`says: ${says}`, () => {
    expect(writeLetter({ kind: 'password-expiring', ...about, language, days }, base).text).toContain(says);
  });
});

describe.each(kinds)('a mail: $kind', (mail) => {
  it.each([
    ['de', 'Guten Tag Ann Lee,'],
    ['en', 'Hello Ann Lee,'],
    [null, 'Hello Ann Lee,'],
    ['xx', 'Hello Ann Lee,'],
  ])('in language %s begins %s', (language, greeting) => {
    expect(writeLetter({ ...mail, language }, base).text.split('\n')[0]).toBe(greeting);
  });

  it.each([
    ['markup', '<a href=//evil>click</a>'],
    ['a link on a line of its own', 'x\n\nYour link: http://evil.test/reset'],
    ['a bare host', 'www.evil.test'],
    ['a mail address', 'Ann mailto:help@evil.test'],
    ['a change of direction', 'Ann \u202Egnp.exe'],
    ['too much', 'x'.repeat(5_000)],
    ['an unknown line end', 'x\u2028Your link: http://evil.test'],
  ])('shows %s in a name as harmless words (RST-11)', (_what, name) => {
    const letter = writeLetter({ ...mail, to: { ...mail.to, name }, domain: name }, base);
    const lines = writeLetter(mail, base).text.split('\n').length;
    expect(letter.text.split('\n')).toHaveLength(lines);
    expect(urlsIn(letter.text)).toHaveLength(1);
    expect(letter.text).not.toMatch(/evil\.test|\u202E|\u2028/);
    expect(letter.html).not.toMatch(/<a href=(?!"https:\/\/id\.example\.org\/)|evil\.test/);
    expect(letter.html.match(/<a /g)).toHaveLength(1);
    expect(letter.to.name.length).toBeLessThanOrEqual(80);
    expect(`${letter.subject}${letter.to.name}`).not.toMatch(/\p{Cc}/u);
  });
});
