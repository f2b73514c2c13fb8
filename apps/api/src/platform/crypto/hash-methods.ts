import { randomBytes } from 'node:crypto';
import { hash as argon2, parseOptions } from '@node-rs/argon2';
import { genSaltSync, hash as bcrypt } from 'bcrypt';
import type { HashingSettings } from '../config/config.js';

/** A way to store new passwords. */
export type HashMethod = {
  /** A longer password in UTF-8 can not be stored: it would be cut. Null: every length can. */
  readonly maxBytes: number | null;
  /** The hash of no password, at the full cost of verifying one. */
  readonly dummy: string;
  /** The password must fit. */
  hash(password: string): Promise<string>;
  /** Whether it made this hash, with the parameters it has now. */
  made(stored: string): boolean;
};

export type Argon2Cost = Pick<HashingSettings, 'memoryKib' | 'passes' | 'parallelism'>;

const ARGON2ID = 2;
const VERSION_19 = 1;
const OUTPUT_BYTES = 32;
/** bcrypt reads no further, silently. */
const BCRYPT_BYTES = 72;
const BCRYPT_DIGEST_LENGTH = 31;

export function configuredMethod(settings: HashingSettings): HashMethod {
  return settings.algorithm === 'bcrypt' ? bcryptMethod(settings.bcryptCost) : argon2Method(settings);
}

export function argon2Method({ memoryKib, passes, parallelism }: Argon2Cost): HashMethod {
  const cost = { memoryCost: memoryKib, timeCost: passes, parallelism };
  const options = { algorithm: ARGON2ID, ...cost, outputLen: OUTPUT_BYTES };
  return {
    maxBytes: null,
    dummy: `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${phc(16)}$${phc(OUTPUT_BYTES)}`,
    hash: (password) => argon2(password, options),
    made: (stored) => {
      if (!stored.startsWith('$argon2id$')) return false;
      const parsed = parseOptions(stored);
      return (
        Number(parsed.version) === VERSION_19 &&
        parsed.memoryCost === memoryKib &&
        parsed.timeCost === passes &&
        parsed.parallelism === parallelism &&
        parsed.outputLen >= OUTPUT_BYTES
      );
    },
  };
}

function bcryptMethod(cost: number): HashMethod {
  return {
    maxBytes: BCRYPT_BYTES,
    dummy: genSaltSync(cost) + randomBytes(BCRYPT_DIGEST_LENGTH).toString('hex').slice(0, BCRYPT_DIGEST_LENGTH),
    hash: (password) => bcrypt(password, cost),
    made: (stored) => stored.startsWith(`$2b$${cost}$`),
  };
}

/** Whether bcrypt reads all of it: it stops at byte 72, and at a NUL. */
export function isWholeForBcrypt(password: string): boolean {
  return Buffer.byteLength(password) <= BCRYPT_BYTES && !password.includes('\0');
}

function phc(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
