import { Injectable } from '@nestjs/common';
import type { User } from 'wardkeep/contracts';
import type { UpdateProfileDto } from 'wardkeep/contracts/dto';
import { mayUpdateUser, type AfterFailure } from 'wardkeep/rules';
import type { Actor, AnyActor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { AccountTokens, type AccountTokenPurpose, type TokenHolder } from './account-tokens.repository.js';
import { InitialPasswordFile } from './initial-password-file.js';
import { PasswordsService, type AcceptedPassword } from './passwords.service.js';
import { PersonNames } from './person-names.service.js';
import { differences, fieldChanges } from './user-changes.js';
import { isAdministrator, toUser, toWhom, type AccountRecord, type UserRecord } from './user-record.js';
import { UsersRepository, type Credentials } from './users.repository.js';

type PasswordEvent = Extract<AuditEntry['type'], `password.${string}`>;

/** What signing in and people themselves need of their own user. */
@Injectable()
export class UserAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly passwords: PasswordsService,
    private readonly tokens: AccountTokens,
    private readonly names: PersonNames,
    private readonly bus: AccessBus,
    private readonly initial: InitialPasswordFile,
  ) {}

  byLoginName(tx: ReadTx, name: string): Promise<AccountRecord | null> {
    return this.users.accountByLoginName(tx, name.toLowerCase());
  }

  credentialsOf(tx: ReadTx, loginName: string): Promise<Credentials | null> {
    return this.users.credentialsByLoginName(tx, loginName.toLowerCase());
  }

  find(tx: ReadTx, id: string): Promise<AccountRecord | null> {
    return this.users.account(tx, id);
  }

  /**
   * Who acts in a Domain while no session is asked, as they are now. Refuses for whoever is gone or disabled, who is away
   * from home and no System Administrator, and where either Domain is disabled. `tx` sees every Domain.
   */
  async stillActing(tx: ReadTx, id: string, domainId: string): Promise<AccountRecord> {
    const user = await this.users.account(tx, id);
    const isAway = user?.domain_id !== domainId;
    if (!user?.enabled || (isAway && user.role_kind !== 'system-administrator')) {
      throw new Problem('permission-missing', { detail: 'Whoever started this may not go on with it.' });
    }
    if (!(await this.users.areDomainsEnabled(tx, [user.domain_id, domainId]))) {
      throw new Problem('permission-missing', { detail: 'The Domain is disabled.' });
    }
    return user;
  }

  lock(tx: WriteTx, id: string): Promise<AccountRecord | null> {
    return this.users.lockAccount(tx, id);
  }

  /** For who may change its role: administrators of the Domain are locked first, as everywhere, and then one of them. */
  async lockForRole(tx: WriteTx, id: string): Promise<AccountRecord | null> {
    const seen = await this.users.account(tx, id);
    if (seen && isAdministrator(seen)) await this.users.lockAdministrators(tx);
    return this.users.lockAccount(tx, id);
  }

  /** The stored hash, opened for one verification; null when there is none. */
  async hashOf(tx: ReadTx, user: Credentials | null): Promise<string | null> {
    if (!user?.password_hash) return null;
    return this.passwords.open(tx, user.domain_id, user.id, user.password_hash);
  }

  markSignedIn(tx: WriteTx, id: string): void {
    this.users.markSignedIn(tx, id);
  }

  /** Keeps what a failure left; `null` for nobody's, which costs the same statement. */
  saveFailures(tx: WriteTx, id: string, after: AfterFailure | null): Promise<void> {
    return this.users.saveFailures(tx, id, after);
  }

  /** A better hash of the same password: no version, nobody changed anything. */
  async rehash(tx: WriteTx, user: AccountRecord, hash: string): Promise<void> {
    await this.users.rehash(tx, user.id, await this.passwords.seal(tx, user.domain_id, user.id, hash));
  }

  /** Stores what `PasswordsService.accept` gave; `user` is locked. The caller ends the sessions. */
  async setPassword(
    tx: WriteTx,
    actor: AnyActor,
    user: AccountRecord,
    accepted: AcceptedPassword,
    type: PasswordEvent = 'password.changed',
  ): Promise<AuditEntry> {
    await this.passwords.retire(tx, user);
    const { hash, ...rules } = accepted;
    const sealed = await this.passwords.seal(tx, user.domain_id, user.id, hash);
    await this.users.setPassword(tx, user.id, { sealed, ...rules });
    const changes = [{ field: 'password', before: 'changed', after: 'changed' }];
    await this.users.addVersion(tx, actor, user.id, changes);
    await this.bus.announce(tx, { kind: 'user', id: user.id });
    if (user.is_protected) tx.afterCommit(() => this.initial.remove());
    return { type, subject: { kind: 'user', id: user.id, name: user.username }, changes };
  }

  updateOwn(actor: Actor, change: UpdateProfileDto): Promise<User> {
    return this.unitOfWork.write(actor, async (tx) => {
      const user = await this.users.lock(tx, actor.userId);
      if (!user) throw new Problem('user-not-found');
      const values = differences(user, change);
      const fields = Object.keys(values);
      if (fields.length === 0) return { result: toUser(user, user.read_at), unchanged: true };
      refuseUnless(mayUpdateOwn(actor, user, fields));
      await this.names.refuseUnlessGood(tx, user.domain_id, values);

      const changes = fieldChanges(user, values, null);
      await this.users.save(tx, user.id, values);
      await this.users.addVersion(tx, actor, user.id, changes);
      await this.bus.announce(tx, { kind: 'user', id: user.id });
      const saved = (await this.users.byId(tx, user.id)) ?? user;
      const subject = { kind: 'user', id: user.id, name: user.username };
      return { result: toUser(saved, saved.read_at), audit: [{ type: 'profile.updated', subject, changes }] };
    });
  }

  findToken(tx: ReadTx, purpose: AccountTokenPurpose, hash: Buffer): Promise<TokenHolder | null> {
    return this.tokens.find(tx, purpose, hash);
  }

  takeToken(tx: WriteTx, purpose: AccountTokenPurpose, hash: Buffer): Promise<boolean> {
    return this.tokens.take(tx, purpose, hash);
  }
}

/** People may always change their own profile, as far as it is Wardkeep's and not their directory's. */
function mayUpdateOwn(actor: Actor, user: UserRecord, fields: readonly string[]) {
  const grants = new Map([...actor.grants, ['users:update', 'own'] as const]);
  return mayUpdateUser({ userId: actor.userId, grants }, toWhom(user), fields);
}
