import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { keyIdOf, SecretBox, SecretBoxError, type Place } from './secret-box.js';

const place: Place = { purpose: 'totp', table: 'app_user', column: 'totp', rowId: 'user-1', domainId: 'domain-1' };
const older = { id: 'old', key: randomBytes(32) };
const newer = { id: 'new', key: randomBytes(32) };
const box = new SecretBox([newer, older]);

function replaced(sealed: string, index: number, change: (part: string) => string): string {
  return sealed
    .split('.')
    .map((part, at) => (at === index ? change(part) : part))
    .join('.');
}

describe('SecretBox', () => {
  it.each(['', 'secret', 'ä😀', 'x'.repeat(100_000)])('opens what it sealed (%#)', (text) =>
    expect(box.open(place, box.seal(place, text)).toString('utf8')).toBe(text),
  );

  it('seals bytes as they are', () => {
    const bytes = randomBytes(77);
    expect(box.open(place, box.seal(place, bytes))).toEqual(bytes);
  });

  it('seals the same text differently each time', () =>
    expect(box.seal(place, 'secret')).not.toBe(box.seal(place, 'secret')));

  it('seals with the first key and opens with any', () => {
    expect(keyIdOf(box.seal(place, 'secret'))).toBe('new');
    expect(box.open(place, new SecretBox([older]).seal(place, 'secret')).toString()).toBe('secret');
  });

  it('knows a text again by its fingerprint, of one key and one purpose', () => {
    const known = box.fingerprint('request', 'secret');
    expect(box.fingerprint('request', 'secret')).toEqual(known);
    const others = [
      box.fingerprint('request', 'Secret'),
      box.fingerprint('answer', 'secret'),
      new SecretBox([older]).fingerprint('request', 'secret'),
      createHash('sha256').update('secret').digest(),
    ];
    for (const other of others) expect(other).not.toEqual(known);
  });

  it.each([
    ['row', { rowId: 'user-2' }],
    ['Domain', { domainId: 'domain-2' }],
    ['purpose', { purpose: 'bind-password' }],
    ['table', { table: 'role' }],
    ['column', { column: 'password' }],
    ['row whose name borrows from the Domain', { rowId: 'user-1d', domainId: 'omain-1' }],
  ])('does not open what was copied to another %s', (_what, change) => {
    const sealed = box.seal(place, 'secret');
    expect(() => box.open({ ...place, ...change }, sealed)).toThrow(SecretBoxError);
  });

  it('refuses a tag of 4 bytes, although it is the beginning of the right one', () => {
    const sealed = replaced(box.seal(place, 'secret'), 4, (tag) =>
      Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url'),
    );
    expect(() => box.open(place, sealed)).toThrow(SecretBoxError);
  });

  it.each([
    ['another version', 0, () => 'v2'],
    ['the id of another key', 1, () => 'old'],
    ['the id of no key', 1, () => 'none'],
    ['a name every object has', 1, () => '__proto__'],
    ['another nonce', 2, () => randomBytes(12).toString('base64url')],
    ['a nonce of 16 bytes', 2, () => randomBytes(16).toString('base64url')],
    ['another content', 3, (part: string) => `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`],
    ['no content', 3, () => ''],
    ['a padded tag', 4, (part: string) => `${part}==`],
    ['one part more', 4, (part: string) => `${part}.AAAA`],
    ['a line end after it', 4, (part: string) => `${part}\n`],
  ])('does not open with %s', (_what, index, change) => {
    const sealed = replaced(box.seal(place, 'secret'), index, change);
    expect(() => box.open(place, sealed)).toThrow(SecretBoxError);
  });

  it('reads one spelling only: unused bits of base64url make another value', () => {
    const sealed = box.seal(place, 'secret');
    const twin = replaced(sealed, 4, (tag) => tag.slice(0, -1) + String.fromCharCode(tag.charCodeAt(21) + 1));
    expect(() => box.open(place, twin)).toThrow(SecretBoxError);
  });

  it.each(['', 'secret', 'v1', 'v1.new', 'v1....', '.'.repeat(1_000)])(
    'does not take "%s" for a sealed value',
    (text) => expect(() => box.open(place, text)).toThrow(SecretBoxError),
  );

  it('says the same whatever is wrong', () => {
    const messages = ['garbage', new SecretBox([{ id: 'x', key: randomBytes(32) }]).seal(place, 's')].map((sealed) => {
      try {
        return box.open(place, sealed).toString();
      } catch (error) {
        return String(error);
      }
    });
    expect(new Set(messages).size).toBe(1);
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'a', key: randomBytes(16) }]],
    ['the same id twice', [older, older]],
    ['an id with a dot', [{ id: 'a.b', key: randomBytes(32) }]],
  ])('is not made of %s', (_what, keys) => expect(() => new SecretBox(keys)).toThrow(SecretBoxError));
});
