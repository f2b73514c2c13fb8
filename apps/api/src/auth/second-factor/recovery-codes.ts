import { createHash, randomBytes } from 'node:crypto';

/** The codes are shown once; only their hashes are stored, in the same order. */
export type RecoveryCodes = { readonly codes: readonly string[]; readonly hashes: readonly Buffer[] };

const CODES = 10;
const CODE_BYTES = 16;
/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 26 characters hold 130 bits, so that the first one is small. */
const CHARACTERS = 26;
const CANONICAL = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const GROUPS = /^(.{5})(.{5})(.{5})(.{5})(.{6})$/;

export function newRecoveryCodes(): RecoveryCodes {
  const canonical = Array.from({ length: CODES }, () => encode(randomBytes(CODE_BYTES)));
  return { codes: canonical.map((code) => code.replace(GROUPS, '$1-$2-$3-$4-$5')), hashes: canonical.map(sha256) };
}

/**
 * What to look a typed code up by; null when it can't be one, and no look-up is needed. Upper or lower case, dashes
 * and spaces don't matter, and letters that look like a digit are read as it.
 */
export function hashOfRecoveryCode(typed: string): Buffer | null {
  const canonical = typed
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return CANONICAL.test(canonical) ? sha256(canonical) : null;
}

function encode(bytes: Buffer): string {
  const digits = BigInt(`0x${bytes.toString('hex')}`)
    .toString(ALPHABET.length)
    .padStart(CHARACTERS, '0');
  return digits.replace(/./g, (digit) => ALPHABET.charAt(parseInt(digit, ALPHABET.length)));
}

function sha256(canonical: string): Buffer {
  return createHash('sha256').update(canonical, 'ascii').digest();
}
