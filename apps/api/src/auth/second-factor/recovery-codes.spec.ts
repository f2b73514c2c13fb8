import { describe, expect, it } from '@jest/globals';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.js';

const SHAPE = /^[0-7][0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{5}){3}-[0-9A-HJKMNP-TV-Z]{6}$/;
const code = '01234-56789-ABCDE-FGHJK-MNPQRS';

describe('recovery codes', () => {
  it('come as ten different ones in groups, without letters that look like digits', () => {
    const { codes } = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const each of codes) expect(each).toMatch(SHAPE);
  });

  it('carry 128 bits: over many sets, every character but the first takes every value', () => {
    const written = Array.from({ length: 100 }, () => newRecoveryCodes().codes)
      .flat()
      .map((each) => each.replaceAll('-', ''));
    const valuesAt = Array.from({ length: 26 }, (_, at) => new Set(written.map((each) => each[at])).size);
    expect(valuesAt).toEqual([8, ...Array.from({ length: 25 }, () => 32)]);
  });

  it('are stored as hashes that the shown code leads to', () => {
    const { codes, hashes } = newRecoveryCodes();
    expect(codes.map(hashOfRecoveryCode)).toEqual(hashes);
    for (const hash of hashes) expect(hash).toHaveLength(32);
  });

  it.each([
    { name: 'in lower case', typed: code.toLowerCase() },
    { name: 'without dashes', typed: code.replaceAll('-', '') },
    { name: 'with spaces for dashes', typed: code.replaceAll('-', ' ') },
    { name: 'with the dashes of a text program', typed: code.replaceAll('-', '–') },
    { name: 'with spaces and line ends around', typed: ` ${code}\r\n` },
    { name: 'with the letter O for zero', typed: code.replace('0', 'O') },
    { name: 'with a small o for zero', typed: code.replace('0', 'o') },
    { name: 'with the letter I for one', typed: code.replace('1', 'I') },
    { name: 'with a small l for one', typed: code.replace('1', 'l') },
  ])('TFA-06 count the same when typed $name', ({ typed }) => {
    expect(hashOfRecoveryCode(typed)).toEqual(hashOfRecoveryCode(code));
    expect(hashOfRecoveryCode(typed)).not.toBeNull();
  });

  it.each([
    { name: 'nothing', typed: '' },
    { name: 'one character less', typed: code.slice(0, -1) },
    { name: 'one character more', typed: `${code}0` },
    { name: 'a U', typed: code.replace('2', 'U') },
    { name: 'a digit of another script', typed: code.replace('2', '٢') },
    { name: 'other punctuation', typed: code.replaceAll('-', '.') },
    { name: 'more than 128 bits', typed: code.replace('0', '8') },
    { name: 'a NUL', typed: code.replace('-', '\0') },
    { name: 'a code of an app', typed: '123456' },
  ])('do not look like $name', ({ typed }) => {
    expect(hashOfRecoveryCode(typed)).toBeNull();
  });

  it('are different codes when they differ by one character', () => {
    expect(hashOfRecoveryCode(code.replace('2', '3'))).not.toEqual(hashOfRecoveryCode(code));
  });
});
