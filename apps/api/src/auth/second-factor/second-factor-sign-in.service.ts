import { Injectable } from '@nestjs/common';
import type { Enrolment } from 'wardkeep/contracts';
import { inDomain, type Origin } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { AccountRecord } from '../../users/user-record.js';
import { DirectoryStanding } from '../accounts/directory-standing.service.js';
import { AttemptsRepository, type Attempt, type AttemptStep } from '../attempts.repository.js';
import { AddressThrottle } from '../lockout/address-throttle.js';
import type { DeviceProof } from '../lockout/device-cookie.js';
import { SignInFlow, type Refused, type SignInContext, type SignInOutcome } from '../sign-in-flow.service.js';
import { SignInService } from '../sign-in.service.js';
import { SecondFactors } from './second-factors.service.js';

/** Who comes back with a challenge, and from where. */
export type Return = { readonly challenge: string; readonly origin: Origin; readonly device: DeviceProof | null };

/** One of the two things that prove a second factor. */
export type SecondProof = { readonly code: string } | { readonly recoveryCode: string };

type Begun = { readonly kind: 'begun'; readonly enrolment: Enrolment };

type Here = { readonly attempt: Attempt; readonly context: SignInContext; readonly user: AccountRecord };

/** The steps of a sign-in that a second factor takes: proving it, or setting it up first. */
@Injectable()
export class SecondFactorSignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly signIn: SignInService,
    private readonly flow: SignInFlow,
    private readonly factors: SecondFactors,
    private readonly throttle: AddressThrottle,
    private readonly standing: DirectoryStanding,
  ) {}

  verify(visit: Return, proof: SecondProof): Promise<SignInOutcome> {
    return this.within(visit, 'second-factor', async (tx, { attempt, context, user }) => {
      const audit = await this.proven(tx, context, user, proof);
      if (!audit) return this.flow.refuse(tx, context, user, 'wrong-code');
      await this.take(tx, attempt);
      const { passwordOutdated } = attempt;
      return this.flow.proceed(tx, context, user, { password: true, secondFactor: true, passwordOutdated, audit });
    });
  }

  /** May be asked again, for a page that is loaded again: each time the secret is another. */
  beginEnrolment(visit: Return): Promise<Refused | Begun> {
    return this.within<Begun>(visit, 'enrolment', async (tx, { context, user }) => {
      refuseEnrolled(user);
      const enrolment = await this.factors.begin(tx, user, context.domain);
      return { result: { kind: 'begun', enrolment }, unchanged: true };
    });
  }

  confirmEnrolment(visit: Return, code: string): Promise<SignInOutcome> {
    return this.within(visit, 'enrolment', async (tx, { attempt, context, user }) => {
      refuseEnrolled(user);
      const actor = inDomain(context.domain, context.origin);
      const confirmed = await this.factors.confirm(tx, actor, user, context.domain, code);
      if (!confirmed) return this.flow.refuse(tx, context, user, 'wrong-code');
      await this.take(tx, attempt);
      const enrolled = await this.accounts.lock(tx, user.id);
      if (!enrolled) throw new Problem('invalid-challenge');
      return this.flow.proceed(tx, context, enrolled, {
        password: true,
        secondFactor: true,
        passwordOutdated: attempt.passwordOutdated,
        audit: [confirmed.audit],
        recoveryCodes: confirmed.codes,
      });
    });
  }

  /**
   * Everything about one user's steps happens one after the other, behind the user's lock: whoever waited looks at the
   * challenge again, so that a form sent twice is no failure. An account that is shut takes no code, not even a
   * right one.
   */
  private async within<Outcome = SignInOutcome>(
    { challenge, origin, device }: Return,
    step: AttemptStep,
    work: (tx: WriteTx, here: Here) => Promise<Change<Outcome | Refused>>,
  ): Promise<Outcome | Refused> {
    await this.throttle.admit(origin.address);
    const attempt = await this.signIn.attemptOf(challenge, step);
    const context = await this.signIn.contextOf(attempt, origin, device);
    return this.unitOfWork.write(inDomain(context.domain, origin), async (tx) => {
      const user = await this.accounts.lock(tx, attempt.userId);
      if (!user || !(await this.attempts.isOpen(tx, attempt.id))) throw new Problem('invalid-challenge');
      const because = (await this.flow.shutBecause(tx, context, user)) ?? (await this.turnedAway(tx, user));
      if (because) return this.flow.refuse(tx, context, user, because);
      return work(tx, { attempt, context, user });
    });
  }

  /** A directory that proved the password may be switched off before the code comes. */
  private async turnedAway(tx: WriteTx, user: AccountRecord): Promise<'provider-disabled' | null> {
    const provider = await this.standing.of(tx, user);
    return provider === null || provider.state === 'enabled' ? null : 'provider-disabled';
  }

  /** What the proof leaves in the audit trail; null when it is none. */
  private async proven(
    tx: WriteTx,
    { domain }: SignInContext,
    user: AccountRecord,
    proof: SecondProof,
  ): Promise<readonly AuditEntry[] | null> {
    if ('code' in proof) return (await this.factors.takeCode(tx, user, proof.code)) ? [] : null;
    const used = await this.factors.takeRecoveryCode(tx, user, domain, proof.recoveryCode);
    return used && [used];
  }

  private async take(tx: WriteTx, { id }: Attempt): Promise<void> {
    if (!(await this.attempts.take(tx, id))) throw new Problem('invalid-challenge');
  }
}

/** Set up elsewhere meanwhile: who knows the password alone sets up no other one. */
function refuseEnrolled(user: AccountRecord): void {
  if (user.totp_enrolled) throw new Problem('invalid-challenge');
}
