import { Injectable } from '@nestjs/common';
import { DomainsService } from '../domains/domains.service.js';
import { AccessEnder } from '../platform/access-ender.js';
import { inDomain, type Actor, type Origin } from '../platform/actor.js';
import { hashOfToken } from '../platform/crypto/tokens.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { PasswordsService } from '../users/passwords.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import type { AccountRecord } from '../users/user-record.js';
import { AttemptsRepository, type Attempt } from './attempts.repository.js';
import { InitialPasswordFile } from './initial-password-file.js';
import { actorOf, factsOf, isSamePassword, SignInService, type SignInOutcome } from './sign-in.service.js';

/** The doors through which people choose their own password. Each ends their other sessions. */
@Injectable()
export class NewPasswordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
    private readonly domains: DomainsService,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly attempts: AttemptsRepository,
    private readonly signIn: SignInService,
    private readonly access: AccessEnder,
    private readonly outbox: OutboxService,
    private readonly initial: InitialPasswordFile,
  ) {}

  /** In the middle of signing in, with the challenge that asked for it. */
  async atSignIn(challenge: string, newPassword: string, origin: Origin): Promise<SignInOutcome> {
    const attempt = await this.attemptOf(challenge);
    const home = await this.domains.byId(attempt.domainId);
    if (!home) throw new Problem('invalid-challenge');
    const actor = inDomain(home, origin);
    const before = await this.unitOfWork.read(actor, async (tx) => {
      const user = await this.accounts.find(tx, attempt.userId);
      if (!user) throw new Problem('invalid-challenge');
      return { user, hash: await this.accounts.hashOf(tx, user) };
    });
    const hash = await this.accepted(before.user, before.hash, newPassword);
    return this.unitOfWork.write(actor, async (tx) => {
      if (!(await this.attempts.take(tx, attempt.id))) throw new Problem('invalid-challenge');
      const user = await this.accounts.lock(tx, attempt.userId);
      if (!user || !isAdmitted(user, home.enabled)) throw new Problem('invalid-challenge');
      const changed = await this.change(tx, actor, user, hash);
      const audit = { ...changed.audit, actor: actorOf(user, home) };
      return this.signIn.finish(tx, { domain: home, origin, delivery: attempt.delivery }, user, [audit]);
    });
  }

  /** By somebody signed in; this session stays, the others end. */
  async own(actor: Actor, currentPassword: string, newPassword: string): Promise<void> {
    const atHome = { ...actor, domain: actor.home };
    const { user, stored } = await this.unitOfWork.read(atHome, async (tx) => {
      const found = await this.accounts.find(tx, actor.userId);
      if (!found) throw new Problem('user-not-found');
      return { user: found, stored: await this.accounts.hashOf(tx, found) };
    });
    if (user.login_method !== 'standard') throw new Problem('managed-elsewhere');
    if (!(await this.passwords.verify(stored, currentPassword)).ok) return this.refuseWrongPassword(atHome, user);
    const hash = await this.accepted(user, stored, newPassword);
    await this.unitOfWork.write(atHome, async (tx) => {
      const locked = await this.accounts.lock(tx, actor.userId);
      if (!locked) throw new Problem('user-not-found');
      if (!isSamePassword(user.password_changed_at, locked)) throw wrongPassword();
      const { audit, ended } = await this.change(tx, atHome, locked, hash, actor.origin.sessionId ?? undefined);
      return { result: undefined, audit: [audit], effects: { endsSessions: ended.sessions, endsTokens: ended.tokens } };
    });
  }

  /** With the link of an invitation. No session comes of it: one signs in afterwards. */
  async byInvitation(token: string, newPassword: string, origin: Origin): Promise<void> {
    const tokenHash = hashOfToken('invitation', token);
    const holder =
      tokenHash && (await this.system.maintain((tx) => this.accounts.findToken(tx, 'invitation', tokenHash)));
    const home = holder && (await this.domains.byId(holder.domainId));
    if (!tokenHash || !holder || !home?.enabled) throw new Problem('invalid-challenge');
    const actor = inDomain(home, origin);
    const user = await this.unitOfWork.read(actor, (tx) => this.accounts.find(tx, holder.userId));
    if (!user?.enabled) throw new Problem('invalid-challenge');
    const hash = await this.accepted(user, null, newPassword);
    await this.unitOfWork.write(actor, async (tx) => {
      if (!(await this.accounts.takeToken(tx, 'invitation', tokenHash))) throw new Problem('invalid-challenge');
      const locked = await this.accounts.lock(tx, user.id);
      if (!locked?.enabled) throw new Problem('invalid-challenge');
      const { audit } = await this.change(tx, actor, locked, hash);
      return { result: undefined, audit: [{ ...audit, actor: actorOf(locked, home) }] };
    });
  }

  private async attemptOf(challenge: string): Promise<Attempt> {
    const hash = hashOfToken('challenge', challenge);
    const attempt = hash && (await this.system.read((tx) => this.attempts.find(tx, hash)));
    if (!attempt) throw new Problem('invalid-challenge');
    return attempt;
  }

  /** The hash of a new password that the policy accepts and that differs from the present one. */
  private async accepted(user: AccountRecord, stored: string | null, newPassword: string): Promise<string> {
    this.passwords.refuseUnlessGood(newPassword, { username: user.username, email: user.email }, '/newPassword');
    if (stored !== null && (await this.passwords.verify(stored, newPassword)).ok) {
      const detail = 'is your present password';
      throw new Problem('password-refused', { errors: [{ pointer: '/newPassword', code: 'same-as-current', detail }] });
    }
    return this.passwords.hash(newPassword);
  }

  private async change(
    tx: WriteTx,
    actor: Parameters<UserAccounts['setPassword']>[1],
    user: AccountRecord,
    hash: string,
    exceptSessionId?: string,
  ) {
    const audit = await this.accounts.setPassword(tx, actor, user, hash);
    const ended = await this.access.ofUser(tx, user.id, 'password-changed', exceptSessionId);
    await this.attempts.endOfUser(tx, user.id);
    if (user.email !== null) {
      const to = { name: `${user.first_name} ${user.last_name}`, address: user.email };
      const { language, username } = user;
      await this.outbox.add(tx, user.domain_id, {
        kind: 'password-changed',
        to,
        language,
        username,
        domain: actor.domain.name,
      });
    }
    if (user.is_protected) tx.afterCommit(() => this.initial.remove());
    return { audit, ended };
  }

  /** A request that is repeated after it changed the password gets its first answer, though the password is another now. */
  private async refuseWrongPassword(actor: Actor, user: AccountRecord): Promise<never> {
    const refusal = wrongPassword();
    if (actor.once) await this.unitOfWork.write(actor, () => Promise.reject(refusal)).catch(unless(refusal));
    const subject = { kind: 'user', id: user.id, name: user.username };
    await this.unitOfWork.write({ ...actor, dryRun: false, once: null }, () =>
      Promise.resolve({
        result: undefined,
        audit: [{ type: 'password.changed', outcome: 'refused', subject, detail: 'wrong-password' }],
      }),
    );
    throw refusal;
  }
}

function wrongPassword(): Problem {
  return new Problem('invalid-credentials', {
    errors: [{ pointer: '/currentPassword', code: 'wrong-password', detail: 'is not your password' }],
  });
}

/** Passes every error on but the expected one. */
function unless(expected: Error) {
  return (error: unknown) => {
    if (error !== expected) throw error;
  };
}

function isAdmitted(user: AccountRecord, domainEnabled: boolean): boolean {
  const { enabled, lockedUntil } = factsOf(user, domainEnabled);
  return enabled && domainEnabled && (lockedUntil === null || lockedUntil <= user.read_at);
}
