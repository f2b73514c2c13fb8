import { Injectable } from '@nestjs/common';
import { inDomain, type Actor, type Origin } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { PasswordsService } from '../users/passwords.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { AttemptsRepository } from './attempts.repository.js';
import { CurrentPasswordService, wrongPassword } from './current-password.service.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import { PasswordChanges } from './password-changes.service.js';
import { SignInFlow, type SignInOutcome } from './sign-in-flow.service.js';
import { isSamePassword, SignInService } from './sign-in.service.js';

/** The doors through which people choose their own password. Each ends their other sessions. */
@Injectable()
export class NewPasswordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly attempts: AttemptsRepository,
    private readonly signIn: SignInService,
    private readonly flow: SignInFlow,
    private readonly current: CurrentPasswordService,
    private readonly changes: PasswordChanges,
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
    const before = await this.unitOfWork.read(actor, (tx) => this.accounts.find(tx, attempt.userId));
    if (!before) throw new Problem('invalid-challenge');
    const accepted = await this.passwords.accept(actor, before, newPassword, '/newPassword');
    return this.unitOfWork.write(actor, async (tx) => {
      const user = await this.accounts.lock(tx, attempt.userId);
      if (!user || !(await this.attempts.isOpen(tx, attempt.id))) throw new Problem('invalid-challenge');
      const because = await this.flow.shutBecause(tx, context, user);
      if (because) return this.flow.refuse(tx, context, user, because);
      await this.attempts.take(tx, attempt.id);
      const { audit } = await this.changes.apply(tx, actor, user, accepted, { deviceId: device?.id });
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
    const { user } = await this.current.prove(atHome, current, device, '/currentPassword');
    const accepted = await this.passwords.accept(atHome, user, newPassword, '/newPassword');
    await this.unitOfWork.write(atHome, async (tx) => {
      const locked = await this.accounts.lock(tx, actor.userId);
      if (!locked) throw new Problem('user-not-found');
      if (!isSamePassword(user.password_changed_at, locked)) throw wrongPassword('/currentPassword');
      const here = { sessionId: actor.origin.sessionId ?? undefined, deviceId: device?.id };
      const { audit, ended } = await this.changes.apply(tx, atHome, locked, accepted, here);
      return { result: undefined, audit: [audit], effects: { endsSessions: ended.sessions, endsTokens: ended.tokens } };
    });
  }
}
