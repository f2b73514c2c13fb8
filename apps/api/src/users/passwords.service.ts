import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FieldError } from 'wardkeep/contracts';
import { checkPassword, type PasswordContext } from 'wardkeep/rules';
import { Config } from '../platform/config/config.js';
import { PasswordHasher, type Verification } from '../platform/crypto/password-hasher.js';
import { Boxes } from '../platform/database/boxes.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';

const TEMPORARY_HOURS = 24;
const TEMPORARY_LENGTH = 24;
/** Without letters and digits that look alike. */
const ALPHABETS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '-_.+'] as const;

/** How somebody new comes to a password. `hours` is how long it lasts; null for ever. */
export type InitialPassword = {
  readonly hash: string | null;
  readonly hours: number | null;
  readonly mustChange: boolean;
  readonly invited: boolean;
  readonly temporary: string | null;
};

type Wanted = { readonly password?: string; readonly initialPassword?: 'temporary' | 'invitation' };

/** Passwords of standard users: the policy through every door, hashing outside transactions, hashes sealed at rest. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly config: Config,
    private readonly hasher: PasswordHasher,
    private readonly boxes: Boxes,
  ) {}

  /** Refuses what the policy refuses (422), each flaw at `pointer`. */
  refuseUnlessGood(password: string, context: PasswordContext, pointer: string): void {
    const flaws = checkPassword(this.config.passwords, password, context);
    if (flaws.length === 0) return;
    const errors: FieldError[] = flaws.map(({ code, detail }) => ({ pointer, code, detail }));
    throw new Problem('password-refused', { errors });
  }

  async initial(wanted: Wanted, context: PasswordContext, pointer: string): Promise<InitialPassword> {
    if (wanted.password !== undefined) {
      if (wanted.initialPassword !== undefined) throw eitherOr(pointer);
      this.refuseUnlessGood(wanted.password, context, `${pointer}/password`);
      const hash = await this.hash(wanted.password);
      return { hash, hours: this.lastsHours, mustChange: false, invited: false, temporary: null };
    }
    if (wanted.initialPassword === 'invitation') {
      return { hash: null, hours: null, mustChange: false, invited: true, temporary: null };
    }
    const temporary = makeTemporary();
    const hash = await this.hash(temporary);
    return { hash, hours: TEMPORARY_HOURS, mustChange: true, invited: false, temporary };
  }

  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /** Takes as long for nobody's password as for somebody's. */
  verify(hash: string | null, password: string): Promise<Verification> {
    return this.hasher.verify(hash, password);
  }

  /** How long a password that the user chose lasts; null for ever. */
  get lastsHours(): number | null {
    const { maxAgeDays } = this.config.passwords;
    return maxAgeDays === 0 ? null : maxAgeDays * 24;
  }

  async seal(tx: ReadTx, domainId: string, userId: string, hash: string): Promise<string> {
    const box = await this.boxes.of(tx, domainId);
    return box.seal(placeOf(domainId, userId), hash);
  }

  async open(tx: ReadTx, domainId: string, userId: string, sealed: string): Promise<string> {
    const box = await this.boxes.of(tx, domainId);
    return box.open(placeOf(domainId, userId), sealed).toString('utf8');
  }
}

function placeOf(domainId: string, userId: string) {
  return { purpose: 'pwhash', table: 'app_user', column: 'password_hash', rowId: userId, domainId };
}

function eitherOr(pointer: string): Problem {
  const detail = 'send a password or how to get one, not both';
  return new Problem('invalid-request', {
    errors: [{ pointer: `${pointer}/initialPassword`, code: 'either-or', detail }],
  });
}

/** Some 110 bits, with every kind of character that a policy may ask for. */
function makeTemporary(): string {
  const all = ALPHABETS.join('');
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const letters = [
    ...ALPHABETS.map(pick),
    ...Array.from({ length: TEMPORARY_LENGTH - ALPHABETS.length }, () => pick(all)),
  ];
  for (let last = letters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [letters[last], letters[other]] = [letters[other] ?? '', letters[last] ?? ''];
  }
  return letters.join('');
}
