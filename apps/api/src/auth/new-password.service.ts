import { Injectable } from '@nestjs/common';
import type { RenewedSession } from 'wardkeep/contracts';
import { inDomain, type Actor, type Origin } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import type { LiveSession } from '../sessions/live-session.js';
import type { CookieWriter } from '../sessions/session-cookie.js';
import { SessionRenewal } from '../sessions/session-renewal.service.js';
import { PasswordsService } from '../users/passwords.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { AttemptsRepository } from './attempts.repository.js';
import { CurrentPasswordService, wrongPassword } from './current-password.service.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import { PasswordChanges } from './password-changes.service.js';
import { SignInFlow, type SignInOutcome } from './sign-in-flow.service.js';
import { isSamePassword, SignInService } from './sign-in.service.js';

/** Who changes a password, and how they get their new token; without a cookie to write it is in the answer. */
type Caller = {
  readonly live: LiveSession;
  readonly device: DeviceProof | null;
  readonly cookie: CookieWriter | null;
};

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
    private readonly renewal: SessionRenewal,
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

  /** By somebody signed in, who goes on under a new token; their other sessions end. */
  async own(
    actor: Actor,
    { live, device, cookie }: Caller,
    current: string,
    newPassword: string,
  ): Promise<RenewedSession> {
    const atHome = { ...actor, domain: actor.home };
    const { user } = await this.current.prove(atHome, current, device, '/currentPassword');
    const accepted = await this.passwords.accept(atHome, user, newPassword, '/newPassword');
    return this.unitOfWork.write(atHome, async (tx) => {
      const locked = await this.accounts.lock(tx, actor.userId);
      if (!locked) throw new Problem('user-not-found');
      if (!isSamePassword(user.password_changed_at, locked)) throw wrongPassword('/currentPassword');
      const here = { sessionId: live.id, deviceId: device?.id };
      const { audit, ended } = await this.changes.apply(tx, atHome, locked, accepted, here);
      const result = await this.renewal.renew(tx, live, cookie);
      return { result, audit: [audit], effects: { endsSessions: ended.sessions, endsTokens: ended.tokens } };
    });
  }
}
