import { Injectable } from '@nestjs/common';
import { LOCAL_ACCOUNT } from 'wardkeep/contracts';
import type { SignInDto } from 'wardkeep/contracts/dto';
import { DomainsService } from '../domains/domains.service.js';
import { inDomain, type Origin } from '../platform/actor.js';
import { HashLane } from '../platform/crypto/hash-lane.js';
import { hashOfToken } from '../platform/crypto/tokens.js';
import type { Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { NO_ID } from '../platform/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import type { AccountRecord } from '../users/user-record.js';
import { isPasswordOutdated } from './account-facts.js';
import { DirectorySignIn } from './accounts/directory-sign-in.service.js';
import { AttemptsRepository, type Attempt, type AttemptStep } from './attempts.repository.js';
import { AddressThrottle } from './lockout/address-throttle.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import type { Verdict } from './methods/login-method.js';
import { StandardMethod } from './methods/standard.method.js';
import { SignInFlow, type SignInContext, type SignInOutcome } from './sign-in-flow.service.js';

type Ours = Extract<Verdict, { kind: 'proven' | 'refused' }>;

/** What is waited for without a place in the lane of hashes. */
type Later = () => Promise<SignInOutcome>;

/** Begins a sign-in, and finds one again that waits for its next step. */
@Injectable()
export class SignInService {
  constructor(
    private readonly domains: DomainsService,
    private readonly standard: StandardMethod,
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly settings: SettingsService,
    private readonly attempts: AttemptsRepository,
    private readonly flow: SignInFlow,
    private readonly throttle: AddressThrottle,
    private readonly lane: HashLane,
    private readonly directories: DirectorySignIn,
  ) {}

  /** Turned away before the first look-up when the lane is full: those waiting keep nobody from the database. */
  async signIn(input: SignInDto, origin: Origin, device: DeviceProof | null): Promise<SignInOutcome> {
    await this.throttle.admit(origin.address);
    const outcome = await this.lane.admitted(() => this.decided(input, origin, device));
    return typeof outcome === 'function' ? outcome() : outcome;
  }

  /** What a challenge stands for; one that was used, is too old or asks for another step is over (401). */
  async attemptOf(challenge: string, step: AttemptStep): Promise<Attempt> {
    const hash = hashOfToken('challenge', challenge);
    const attempt = hash && (await this.system.read((tx) => this.attempts.find(tx, hash, step)));
    if (!attempt) throw new Problem('invalid-challenge');
    return attempt;
  }

  /** The place in which an attempt goes on. */
  async contextOf(attempt: Attempt, origin: Origin, device: DeviceProof | null): Promise<SignInContext> {
    const domain = await this.domains.byId(attempt.domainId);
    if (!domain) throw new Problem('invalid-challenge');
    return { domain, origin, delivery: attempt.delivery, device };
  }

  private async decided(input: SignInDto, origin: Origin, device: DeviceProof | null): Promise<SignInOutcome | Later> {
    const domain = await this.domains.byName(input.domain ?? null);
    // Whoever names no Domain that exists is looked up and compared as everybody is, and then refused.
    const home = domain ?? (await this.domains.byName(null));
    if (!home) throw new Problem('database-unavailable');
    const context: SignInContext = { domain: home, origin, delivery: input.delivery, device };
    const beside = domain?.enabled ? await this.directories.begin(context, input) : null;
    if (beside?.kind === 'outside') {
      await beside.hashed;
      return () => beside.outcome;
    }
    const verdict = await this.standard.verify({ domain: home }, input);
    const conclude = () => this.concluded(context, domain !== null, verdict, input);
    return verdict.kind === 'refused' && beside ? () => beside.decoy.then(conclude) : conclude();
  }

  private concluded(
    context: SignInContext,
    isDomainKnown: boolean,
    verdict: Verdict,
    input: SignInDto,
  ): Promise<SignInOutcome> {
    if (!isOurs(verdict)) throw new Error('Only a directory is out of reach or vouches for somebody');
    const { domain, origin } = context;
    return this.unitOfWork.write(inDomain(domain, origin), async (tx) => {
      const user = await this.accounts.lock(tx, (isDomainKnown && verdict.userId) || NO_ID);
      if (!isDomainKnown) return this.flow.refuse(tx, context, null, 'unknown-domain', input.username, input.domain);
      return this.decide(tx, context, user, verdict, input);
    });
  }

  private async decide(
    tx: WriteTx,
    context: SignInContext,
    user: AccountRecord | null,
    verdict: Ours,
    { username, password, providerId }: SignInDto,
  ): Promise<Change<SignInOutcome>> {
    if (!user) return this.flow.refuse(tx, context, null, 'unknown-user', username);
    if (user.login_method !== 'standard') return this.notHere(tx, context, user, providerId);
    const isProven = verdict.kind === 'proven' && isSamePassword(verdict.passwordSetAt, user);
    const policies = await this.settings.of(tx, context.domain.id);
    const passwordOutdated = isProven && isPasswordOutdated(user, policies, password);
    const change = await this.flow.proceed(tx, context, user, {
      password: isProven,
      secondFactor: false,
      passwordOutdated,
    });
    const isAdmitted = change.result.kind !== 'refused';
    if (isAdmitted && verdict.kind === 'proven' && verdict.betterHash) {
      await this.accounts.rehash(tx, user, verdict.betterHash);
    }
    return change;
  }

  /** Nobody could or should ask who keeps the password, if there is one: nothing was guessed. */
  private async notHere(
    tx: WriteTx,
    context: SignInContext,
    user: AccountRecord,
    chosen: string | undefined,
  ): Promise<Change<SignInOutcome>> {
    const shut = await this.flow.shutBecause(tx, context, user);
    const isElsewhere = chosen === LOCAL_ACCOUNT || user.login_method !== 'ldap';
    const because = isElsewhere ? 'other-login-method' : 'provider-disabled';
    return this.flow.refuse(tx, context, user, shut ?? because);
  }
}

function isOurs(verdict: Verdict): verdict is Ours {
  return verdict.kind === 'proven' || verdict.kind === 'refused';
}

/** Whether the user still has the password that was set then. */
export function isSamePassword(setAt: Date | null, user: AccountRecord): boolean {
  return setAt?.getTime() === user.password_changed_at?.getTime();
}
