import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify, type Options } from '@node-rs/argon2';
import { compare } from 'bcrypt';
import { Config } from '../config/config.js';
import { HashLane, type HashPriority } from './hash-lane.js';

/** `rehash`: the password was right, but its stored form is older than the settings. */
export type Verification = { readonly ok: boolean; readonly rehash: boolean };

const WRONG: Verification = { ok: false, rehash: false };
const ARGON2ID = 2;
const VERSION_19 = 1;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** bcrypt reads no further, silently. */
const BCRYPT_BYTES = 72;
/** Costs beyond these are not honest hashes but a way to keep a core busy. */
const MAX_BCRYPT_COST = 15;
const MAX_MEMORY_KIB = 1_048_576;
const MAX_PASSES = 20;
const MAX_PARALLELISM = 16;

/** Stores passwords as Argon2id PHC strings; bcrypt hashes from elsewhere are verified and ask to be replaced. */
@Injectable()
export class PasswordHasher {
  readonly #options: Options & { readonly memoryCost: number; readonly timeCost: number; readonly parallelism: number };
  readonly #dummy: string;

  constructor(
    config: Config,
    private readonly lane: HashLane,
  ) {
    const { memoryKib, passes, parallelism } = config.hashing;
    this.#options = { algorithm: ARGON2ID, memoryCost: memoryKib, timeCost: passes, parallelism, outputLen: 32 };
    this.#dummy = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${phc(16)}$${phc(32)}`;
  }

  hash(password: string, priority: HashPriority = 'interactive'): Promise<string> {
    return this.lane.run(() => hash(password.normalize('NFC'), this.#options), priority);
  }

  /**
   * Costs one verification in the lane whatever is stored: for nobody, nothing or garbage a dummy is verified with
   * the current settings, and the answer is no.
   */
  async verify(stored: string | null, password: string, priority: HashPriority = 'interactive'): Promise<Verification> {
    const normalized = password.normalize('NFC');
    return this.lane.run(async () => {
      if (stored !== null && isReadableArgon2(stored)) {
        const ok = await verify(stored, normalized);
        return { ok, rehash: ok && !this.#isCurrent(stored) };
      }
      if (stored !== null && isReadableBcrypt(stored, normalized)) {
        const ok = await compare(normalized, stored.replace('$2y$', '$2b$'));
        return { ok, rehash: ok };
      }
      await verify(this.#dummy, normalized);
      return WRONG;
    }, priority);
  }

  #isCurrent(stored: string): boolean {
    const parsed = parseOptions(stored);
    return (
      Number(parsed.algorithm) === ARGON2ID &&
      Number(parsed.version) === VERSION_19 &&
      parsed.memoryCost === this.#options.memoryCost &&
      parsed.timeCost === this.#options.timeCost &&
      parsed.parallelism === this.#options.parallelism &&
      parsed.outputLen >= 32
    );
  }
}

function isReadableArgon2(stored: string): boolean {
  if (!stored.startsWith('$argon2')) return false;
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored);
    return memoryCost <= MAX_MEMORY_KIB && timeCost <= MAX_PASSES && parallelism <= MAX_PARALLELISM;
  } catch {
    return false;
  }
}

/** A password that bcrypt would cut, at byte 72 or at a NUL, can match no bcrypt hash. */
function isReadableBcrypt(stored: string, password: string): boolean {
  const cost = BCRYPT.exec(stored)?.[1];
  const isWhole = Buffer.byteLength(password) <= BCRYPT_BYTES && !password.includes('\0');
  return cost !== undefined && Number(cost) <= MAX_BCRYPT_COST && isWhole;
}

function phc(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
