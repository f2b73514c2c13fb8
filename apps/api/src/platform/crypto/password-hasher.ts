import { Injectable } from '@nestjs/common';
import { parseOptions, verify } from '@node-rs/argon2';
import { compare } from 'bcrypt';
import { Config } from '../config/config.js';
import { HashLane, type HashPriority } from './hash-lane.js';
import { configuredMethod, isWholeForBcrypt, type HashMethod } from './hash-methods.js';
import { matchesPbkdf2, readPbkdf2 } from './pbkdf2.js';

/** `rehash`: the password was right, but its stored form is older than the settings. */
export type Verification = { readonly ok: boolean; readonly rehash: boolean };

/** The configured algorithm would keep a part of the password only; see `PasswordHasher.maxBytes`. */
export class PasswordTooLong extends Error {
  constructor() {
    super('The password is too long for the configured algorithm');
    this.name = 'PasswordTooLong';
  }
}

const WRONG: Verification = { ok: false, rehash: false };
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Costs beyond these are not honest hashes but a way to keep a core busy. */
const MAX_BCRYPT_COST = 15;
const MAX_MEMORY_KIB = 1_048_576;
const MAX_PASSES = 20;
const MAX_PARALLELISM = 16;

/**
 * Stores passwords by the configured algorithm, Argon2id unless told otherwise. Hashes from elsewhere (Argon2, bcrypt,
 * PBKDF2) are verified and ask to be replaced.
 */
@Injectable()
export class PasswordHasher {
  /** The longest password in UTF-8 that can be stored, because the algorithm would cut a longer one; null: any. */
  readonly maxBytes: number | null;
  readonly #method: HashMethod;

  constructor(
    config: Config,
    private readonly lane: HashLane,
  ) {
    this.#method = configuredMethod(config.hashing);
    this.maxBytes = this.#method.maxBytes;
  }

  /** Whether the password can be stored whole. */
  canHash(password: string): boolean {
    return this.maxBytes === null || isWholeForBcrypt(password.normalize('NFC'));
  }

  /** Throws PasswordTooLong rather than cut anything off. */
  async hash(password: string, priority: HashPriority = 'interactive'): Promise<string> {
    if (!this.canHash(password)) throw new PasswordTooLong();
    return this.lane.run(() => this.#method.hash(password.normalize('NFC')), priority);
  }

  /** Whether what is stored is a hash that can be verified at a bearable cost. */
  canVerify(stored: string): boolean {
    return verifierOf(stored) !== null;
  }

  /**
   * Costs one verification in the lane whatever is stored: for nobody, nothing or garbage a dummy is verified with
   * the current settings, and the answer is no.
   */
  async verify(stored: string | null, password: string, priority: HashPriority = 'interactive'): Promise<Verification> {
    const normalized = password.normalize('NFC');
    return this.lane.run(async () => {
      const matches = stored === null ? null : verifierOf(stored);
      if (stored === null || !matches) {
        await verifierOf(this.#method.dummy)?.(normalized);
        return WRONG;
      }
      const ok = await matches(normalized);
      return { ok, rehash: ok && !this.#method.made(stored) && this.canHash(normalized) };
    }, priority);
  }
}

type Verifier = (password: string) => Promise<boolean>;

/** How to verify a password against what is stored; null when it is no hash, or one of an unbearable cost. */
function verifierOf(stored: string): Verifier | null {
  if (isReadableArgon2(stored)) return (password) => verify(stored, password);
  if (isReadableBcrypt(stored)) {
    const readable = stored.replace('$2y$', '$2b$');
    return async (password) => (await compare(password, readable)) && isWholeForBcrypt(password);
  }
  const pbkdf2 = readPbkdf2(stored);
  return pbkdf2 && ((password) => matchesPbkdf2(pbkdf2, password));
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

function isReadableBcrypt(stored: string): boolean {
  const cost = BCRYPT.exec(stored)?.[1];
  return cost !== undefined && Number(cost) <= MAX_BCRYPT_COST;
}
