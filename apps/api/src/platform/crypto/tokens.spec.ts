import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { areDigestsEqual, hashOfToken, issueToken } from './tokens.js';

describe('an opaque token', () => {
  it('tells its kind, and is found again by its hash', () => {
    const { token, hash } = issueToken('invitation');
    expect(token).toMatch(/^wki_[\w-]{43}_[0-9a-f]{6}$/);
    expect(hash).toEqual(createHash('sha256').update(token).digest());
    expect(hashOfToken('invitation', token)).toEqual(hash);
  });

  it('is never the same twice', () => expect(issueToken('reset').token).not.toBe(issueToken('reset').token));

  it('is not taken for another kind', () => expect(hashOfToken('reset', issueToken('invitation').token)).toBeNull());

  it('is not taken for another kind with that kind in front', () => {
    const { token } = issueToken('invitation');
    expect(hashOfToken('reset', token.replace('wki', 'wkr'))).toBeNull();
  });

  const { token } = issueToken('reset');
  it.each([
    ['empty', ''],
    ['cut', token.slice(0, -1)],
    ['mistyped', token.slice(0, 10) + (token[10] === 'A' ? 'B' : 'A') + token.slice(11)],
    ['with a wrong checksum', `${token.slice(0, -6)}${token.endsWith('000000') ? '111111' : '000000'}`],
    ['with a line end', `${token}\n`],
    ['with a blank', ` ${token}`],
    ['in capitals', token.toUpperCase()],
    ['with a NUL', `${token}\0`],
    ['very long', 'wkr_'.repeat(100_000)],
  ])('needs no look-up when it is %s', (_what, text) => expect(hashOfToken('reset', text)).toBeNull());

  it('compares digests, those of other lengths too', () => {
    const { hash } = issueToken('reset');
    expect(areDigestsEqual(hash, Buffer.from(hash))).toBe(true);
    expect(areDigestsEqual(hash, issueToken('reset').hash)).toBe(false);
    expect(areDigestsEqual(hash, hash.subarray(1))).toBe(false);
  });
});
