import { Injectable } from '@nestjs/common';
import { SETTING_BOUNDS, type FieldError, type PasswordMode } from 'wardkeep/contracts';
import {
  checkPassword,
  effectiveHistory,
  effectiveMinLength,
  isSecondFactorRequired,
  type PasswordCircumstances,
  type PasswordContext,
  type PasswordFindings,
  type PasswordFlaw,
} from 'wardkeep/rules';
import type { AnyActor } from '../platform/actor.js';
import type { HashPriority } from '../platform/crypto/hash-lane.js';
import { PasswordHasher, type Verification } from '../platform/crypto/password-hasher.js';
import { Boxes } from '../platform/database/boxes.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { SettingsService, type Policies } from '../settings/settings.service.js';
import { CommonPasswords } from './common-passwords.js';
import { PasswordHistory } from './password-history.repository.js';
import { makeTemporary } from './temporary-password.js';
import type { AccountRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

const TEMPORARY_HOURS = 24;
const MOST_TRIES = 20;
/** Kept whatever the policy says: it may ask for more tomorrow, and a compromised account does today. */
const KEPT = SETTING_BOUNDS.history[1];

/** A password that may be stored: hashed, with what is stored beside it. */
export type AcceptedPassword = {
  readonly hash: string;
  /** How long it lasts; null for ever. */
  readonly hours: number | null;
  readonly mustChange: boolean;
  /** The rules that accepted it. */
  readonly mode: PasswordMode;
  readonly minLength: number;
};

/** How somebody new comes to a password: one of theirs, a temporary one that is told once, or an invitation. */
export type InitialPassword = {
  readonly accepted: AcceptedPassword | null;
  readonly invited: boolean;
  readonly temporary: string | null;
};

/** Somebody who is no user yet. */
export type Newcomer = {
  /** Null: a Domain that is still to be made. */
  readonly domainId: string | null;
  readonly owner: PasswordContext;
  /** Whether the user or the role is to have a second factor. */
  readonly secondFactorRequired: boolean;
  /** The first of all comes in before anybody could send a link. */
  readonly isFirst?: boolean;
};

type Wanted = { readonly password?: string; readonly initialPassword?: 'temporary' | 'invitation' };

/** Everything that a new password is judged by. */
type Basis = {
  readonly policies: Policies;
  readonly owner: PasswordContext;
  readonly circumstances: PasswordCircumstances;
  readonly present: string | null;
  /** Newest first. */
  readonly earlier: readonly string[];
};

/** The one door for every new password: the policy, what was used before, hashing outside transactions, sealing. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: SettingsService,
    private readonly hasher: PasswordHasher,
    private readonly boxes: Boxes,
    private readonly common: CommonPasswords,
    private readonly history: PasswordHistory,
    private readonly users: UsersRepository,
  ) {}

  /**
   * A new password for somebody who has an account, or 422 with every flaw at `pointer`. Outside a transaction, since
   * it hashes; `UserAccounts.setPassword` stores what it answers.
   */
  async accept(actor: AnyActor, user: AccountRecord, password: string, pointer: string): Promise<AcceptedPassword> {
    return this.accepted(await this.basisOf(actor, user), password, pointer);
  }

  /** A password made for somebody who has an account, to be told once; 422 where they are switched off. */
  async temporary(
    actor: AnyActor,
    user: AccountRecord,
    pointer: string,
  ): Promise<{ readonly password: string; readonly accepted: AcceptedPassword }> {
    const basis = await this.basisOf(actor, user);
    refuseUnlessOn(basis.policies, pointer);
    return this.made(basis);
  }

  /** The password of a user to be made, or what stands for it; refusals point below `pointer`. */
  async initial(
    newcomer: Newcomer,
    wanted: Wanted,
    pointer: string,
    priority?: HashPriority,
  ): Promise<InitialPassword> {
    if (wanted.initialPassword === 'invitation' && wanted.password === undefined) {
      return { accepted: null, invited: true, temporary: null };
    }
    const basis = await this.basisOfNew(newcomer);
    if (wanted.password !== undefined) {
      if (wanted.initialPassword !== undefined) throw eitherOr(pointer);
      const accepted = await this.accepted(basis, wanted.password, `${pointer}/password`, priority);
      return { accepted, invited: false, temporary: null };
    }
    if (!newcomer.isFirst) refuseUnlessOn(basis.policies, `${pointer}/initialPassword`);
    const { accepted, password } = await this.made(basis, priority);
    return { accepted, invited: false, temporary: password };
  }

  /** Everything that is wrong with the password of somebody to be made, told before it is hashed. */
  judged(policies: Policies, { owner, secondFactorRequired }: Newcomer, password: string): readonly PasswordFlaw[] {
    const secondFactorEnforced = secondFactorRequired || policies.twoFactor.required;
    const basis = { policies, owner, circumstances: { secondFactorEnforced }, present: null, earlier: [] };
    return [...this.flaws(basis, password, {}), ...this.unstorable(password)];
  }

  /** Whether a hash from elsewhere could be verified at a bearable cost. */
  canTakeOver(hash: string): boolean {
    return this.hasher.canVerify(hash);
  }

  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /** Takes as long for nobody's password as for somebody's. */
  verify(hash: string | null, password: string): Promise<Verification> {
    return this.hasher.verify(hash, password);
  }

  async seal(tx: ReadTx, domainId: string, userId: string, hash: string): Promise<string> {
    const box = await this.boxes.of(tx, domainId);
    return box.seal(placeOf(domainId, userId), hash);
  }

  async open(tx: ReadTx, domainId: string, userId: string, sealed: string): Promise<string> {
    const box = await this.boxes.of(tx, domainId);
    return box.open(placeOf(domainId, userId), sealed).toString('utf8');
  }

  /** Before another password takes its place: the present one goes into the history, sealed anew for where it lies. */
  async retire(tx: WriteTx, user: AccountRecord): Promise<void> {
    if (user.password_hash === null) return;
    const hash = await this.open(tx, user.domain_id, user.id, user.password_hash);
    const id = newId();
    const box = await this.boxes.of(tx, user.domain_id);
    await this.history.add(tx, user, { id, sealed: box.seal(formerPlaceOf(user.domain_id, id), hash) });
    await this.history.keepNewest(tx, user, KEPT);
  }

  private async basisOf(actor: AnyActor, user: AccountRecord): Promise<Basis> {
    if (user.login_method !== 'standard') throw new Problem('managed-elsewhere');
    const policies = await this.settings.in(user.domain_id);
    const circumstances = {
      secondFactorEnforced: isSecondFactorRequired({
        loginMethod: user.login_method,
        user: user.two_factor_required,
        role: user.role_two_factor_required,
        domain: policies.twoFactor.required,
      }),
      compromised: user.password_compromised,
    };
    return this.unitOfWork.read(actor, async (tx) => ({
      policies,
      circumstances,
      owner: ownerOf(user, await this.users.domainNames(tx, user.domain_id)),
      present: user.password_hash && (await this.open(tx, user.domain_id, user.id, user.password_hash)),
      earlier: await this.formerHashes(tx, user, effectiveHistory(policies.passwords, circumstances)),
    }));
  }

  private async basisOfNew({ domainId, owner, secondFactorRequired }: Newcomer): Promise<Basis> {
    const policies = await this.settings.in(domainId);
    const secondFactorEnforced = secondFactorRequired || policies.twoFactor.required;
    return { policies, owner, circumstances: { secondFactorEnforced }, present: null, earlier: [] };
  }

  private async formerHashes(tx: ReadTx, user: AccountRecord, count: number): Promise<readonly string[]> {
    if (count === 0) return [];
    const box = await this.boxes.of(tx, user.domain_id);
    const rows = await this.history.newest(tx, user, count);
    return rows.map(({ id, sealed }) => box.open(formerPlaceOf(user.domain_id, id), sealed).toString('utf8'));
  }

  private async accepted(
    basis: Basis,
    password: string,
    pointer: string,
    priority?: HashPriority,
  ): Promise<AcceptedPassword> {
    refuseIf([...this.flaws(basis, password, {}), ...this.unstorable(password)], pointer);
    refuseIf(this.flaws(basis, password, await this.matches(basis, password)), pointer);
    return this.hashed(basis, password, priority);
  }

  private async hashed(
    { policies, circumstances }: Basis,
    password: string,
    priority?: HashPriority,
  ): Promise<AcceptedPassword> {
    const { passwords } = policies;
    return {
      hash: await this.hasher.hash(password, priority),
      hours: hoursOf(policies),
      mustChange: false,
      mode: passwords.mode,
      minLength: effectiveMinLength(passwords, circumstances),
    };
  }

  /** Made again while it holds a short name by chance. */
  private async made(basis: Basis, priority?: HashPriority): Promise<{ password: string; accepted: AcceptedPassword }> {
    const minLength = effectiveMinLength(basis.policies.passwords, basis.circumstances);
    const tries = Array.from({ length: MOST_TRIES }, () => makeTemporary(minLength));
    const password = tries.find((tried) => this.flaws(basis, tried, {}).length === 0);
    if (password === undefined) throw new Error('The password policy accepts no temporary password');
    const accepted = await this.hashed(basis, password, priority);
    return { password, accepted: { ...accepted, hours: TEMPORARY_HOURS, mustChange: true } };
  }

  private flaws(basis: Basis, password: string, findings: PasswordFindings): readonly PasswordFlaw[] {
    const given = { ...basis.circumstances, isCommon: this.common.has, ...findings };
    return checkPassword(basis.policies.passwords, password, basis.owner, given);
  }

  /** The policy's bound is not the only one where the configured algorithm has its own. */
  private unstorable(password: string): readonly PasswordFlaw[] {
    if (this.hasher.canHash(password)) return [];
    return [{ code: 'too-long', detail: `Use at most ${this.hasher.maxBytes} bytes` }];
  }

  /** One comparison at a time and the newest first, so that a refusal costs as little of the lane as it can. */
  private async matches({ present, earlier }: Basis, password: string): Promise<PasswordFindings> {
    if (present !== null && (await this.verify(present, password)).ok) return { isCurrent: true };
    for (const hash of earlier) {
      if ((await this.verify(hash, password)).ok) return { wasUsedBefore: true };
    }
    return {};
  }
}

/** How long a password that is set now lasts; null: for ever. */
export function hoursOf({ passwords }: Policies): number | null {
  return passwords.maxAgeDays === 0 ? null : passwords.maxAgeDays * 24;
}

function placeOf(domainId: string, userId: string) {
  return { purpose: 'pwhash', table: 'app_user', column: 'password_hash', rowId: userId, domainId };
}

function formerPlaceOf(domainId: string, rowId: string) {
  return { purpose: 'pwhash', table: 'password_history', column: 'sealed', rowId, domainId };
}

function ownerOf(user: AccountRecord, domainNames: readonly string[]): PasswordContext {
  const { username, email, first_name: firstName, last_name: lastName } = user;
  return { username, email, firstName, lastName, domainNames };
}

function refuseIf(flaws: readonly PasswordFlaw[], pointer: string): void {
  if (flaws.length === 0) return;
  const errors: FieldError[] = flaws.map(({ code, detail }) => ({ pointer, code, detail }));
  throw new Problem('password-refused', { errors });
}

function refuseUnlessOn({ passwords }: Policies, pointer: string): void {
  if (passwords.temporaryPasswords) return;
  const detail = 'temporary passwords are switched off; send a link';
  throw new Problem('temporary-passwords-off', { errors: [{ pointer, code: 'temporary-passwords-off', detail }] });
}

function eitherOr(pointer: string): Problem {
  const detail = 'send a password or how to get one, not both';
  return new Problem('invalid-request', {
    errors: [{ pointer: `${pointer}/initialPassword`, code: 'either-or', detail }],
  });
}
