import { Injectable } from '@nestjs/common';
import { isLocked } from 'wardkeep/rules';
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
import { AttemptsRepository } from './attempts.repository.js';
import { CurrentPasswordService, wrongPassword } from './current-password.service.js';
import { InitialPasswordFile } from './initial-password-file.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import { KnownDevices } from './lockout/known-devices.js';
import { actorOf, SignInFlow, type SignInContext, type SignInOutcome } from './sign-in-flow.service.js';
import { isSamePassword, SignInService } from './sign-in.service.js';

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
    private readonly flow: SignInFlow,
    private readonly current: CurrentPasswordService,
    private readonly devices: KnownDevices,
    private readonly access: AccessEnder,
    private readonly outbox: OutboxService,
    private readonly initial: InitialPasswordFile,
  ) {}

  /** In the middle of signing in, with the challenge that asked for it. */
  async atSignIn(
    challenge: string,
    newPassword: string,
    origin: Origin,
    device: DeviceProof | null,
  ): Promise<SignInOutcome> {
    const attempt = await this.signIn.attemptOf(challenge, 'change-password');
    const context = await this.signIn.contextOf(attempt, origin, device);
    const actor = inDomain(context.domain, origin);
    const before = await this.unitOfWork.read(actor, async (tx) => {
      const user = await this.accounts.find(tx, attempt.userId);
      if (!user) throw new Problem('invalid-challenge');
      return { user, hash: await this.accounts.hashOf(tx, user) };
    });
    const hash = await this.accepted(before.user, before.hash, newPassword);
    return this.unitOfWork.write(actor, async (tx) => {
      if (!(await this.attempts.take(tx, attempt.id))) throw new Problem('invalid-challenge');
      const user = await this.accounts.lock(tx, attempt.userId);
      if (!user || !(await this.isAdmitted(tx, context, user))) throw new Problem('invalid-challenge');
      const { audit } = await this.change(tx, actor, user, hash);
      const changed = await this.accounts.lock(tx, user.id);
      if (!changed) throw new Problem('invalid-challenge');
      return this.flow.proceed(tx, context, changed, {
        password: true,
        secondFactor: attempt.secondFactorPassed,
        passwordOutdated: false,
        audit: [audit],
      });
    });
  }

  /** By somebody signed in; this session stays, the others end. */
  async own(actor: Actor, current: string, newPassword: string, device: DeviceProof | null): Promise<void> {
    const atHome = { ...actor, domain: actor.home };
    const { user, stored } = await this.current.prove(atHome, current, device, '/currentPassword');
    const hash = await this.accepted(user, stored, newPassword);
    await this.unitOfWork.write(atHome, async (tx) => {
      const locked = await this.accounts.lock(tx, actor.userId);
      if (!locked) throw new Problem('user-not-found');
      if (!isSamePassword(user.password_changed_at, locked)) throw wrongPassword('/currentPassword');
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

  /** What may have happened since the challenge was given: disabled, or locked for this device. */
  private async isAdmitted(tx: WriteTx, { domain, device }: SignInContext, user: AccountRecord): Promise<boolean> {
    const isShut = isLocked(user.locked_until, user.read_at) && !(await this.devices.of(tx, user, device));
    return user.enabled && domain.enabled && !isShut;
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
}
