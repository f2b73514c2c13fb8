import { Injectable } from '@nestjs/common';
import type { Delivery, LoginMethodKind } from 'wardkeep/contracts';
import type { SignInDto } from 'wardkeep/contracts/dto';
import { gate, type AccountFacts, type SignInRefusal } from 'wardkeep/rules';
import { DomainsService } from '../domains/domains.service.js';
import { inDomain, type DomainRef, type Origin } from '../platform/actor.js';
import { HashLane } from '../platform/crypto/hash-lane.js';
import { issueToken } from '../platform/crypto/tokens.js';
import type { AuditEntry, Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { SessionsService, type StartedSession } from '../sessions/sessions.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { toUser, type AccountRecord } from '../users/user-record.js';
import type { User } from 'wardkeep/contracts';
import { AttemptsRepository } from './attempts.repository.js';
import type { Verdict } from './methods/login-method.js';
import { StandardMethod } from './methods/standard.method.js';

/** What came of a step. A refusal is a value: it is audited, and a throw would roll that back. */
export type SignInOutcome =
  | {
      readonly kind: 'refused';
      readonly reason: SignInRefusal | 'unknown-user' | 'unknown-domain';
      readonly domain: string;
    }
  | { readonly kind: 'change-password'; readonly challenge: string; readonly expiresAt: Date }
  | { readonly kind: 'signed-in'; readonly delivery: Delivery; readonly started: StartedSession; readonly user: User };

type Proven = Extract<Verdict, { kind: 'proven' }>;
type Context = {
  readonly domain: DomainRef & { enabled: boolean };
  readonly origin: Origin;
  readonly delivery: Delivery;
};

/** Identify → verify → gates → session: one flow for every method. */
@Injectable()
export class SignInService {
  constructor(
    private readonly domains: DomainsService,
    private readonly standard: StandardMethod,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly sessions: SessionsService,
    private readonly lane: HashLane,
  ) {}

  /** Turned away before the first look-up when the lane is full: those waiting keep nobody from the database. */
  signIn(input: SignInDto, origin: Origin): Promise<SignInOutcome> {
    return this.lane.admitted(() => this.decided(input, origin));
  }

  private async decided(input: SignInDto, origin: Origin): Promise<SignInOutcome> {
    const domain = await this.domains.byName(input.domain ?? null);
    const verdict = await this.standard.verify({ domain }, input);
    if (verdict.kind === 'unavailable') throw new Problem('provider-unavailable', { retryAfterSeconds: 30 });
    const home = domain ?? (await this.domains.byName(null));
    if (!home) throw new Problem('database-unavailable');
    return this.unitOfWork.write(inDomain(home, origin), (tx) =>
      domain
        ? this.decide(tx, { domain, origin, delivery: input.delivery }, verdict, input.username)
        : Promise.resolve(refused(home.name, 'unknown-domain', { name: input.username, detail: input.domain ?? '' })),
    );
  }

  private async decide(
    tx: WriteTx,
    context: Context,
    verdict: Exclude<Verdict, { kind: 'unavailable' }>,
    typed: string,
  ): Promise<Change<SignInOutcome>> {
    const user = verdict.userId === null ? null : await this.accounts.lock(tx, verdict.userId);
    if (!user) return refused(context.domain.name, 'unknown-user', { name: typed });
    const isProven = verdict.kind === 'proven' && isSamePassword(verdict.passwordSetAt, user);
    const step = gate(factsOf(user, context.domain.enabled), isProven, user.read_at);
    if (step.next === 'refuse') return refused(context.domain.name, step.because, { user, name: user.username });
    if (verdict.kind === 'proven' && verdict.betterHash) await this.upgrade(tx, user, verdict);
    if (step.next === 'change-password') return this.askForPassword(tx, context, user, step.because);
    return this.finish(tx, context, user, []);
  }

  /** The end of every sign-in that passed its gates: the session, and who it is for. */
  async finish(
    tx: WriteTx,
    { domain, origin, delivery }: Context,
    user: AccountRecord,
    before: readonly AuditEntry[],
  ): Promise<Change<SignInOutcome>> {
    await this.accounts.markSignedIn(tx, user.id);
    const started = await this.sessions.start(tx, {
      userId: user.id,
      username: user.username,
      domainId: domain.id,
      method: user.login_method,
      origin,
    });
    // The clock of a transaction stands still: this is the time that was stored for both.
    const saved = { ...user, last_login_at: new Date(started.session.startedAt) };
    const signedIn: AuditEntry = {
      type: 'sign-in.succeeded',
      subject: subjectOf(user),
      actor: actorOf(user, domain),
      sessionId: started.session.id,
    };
    const result: SignInOutcome = { kind: 'signed-in', delivery, started, user: toUser(saved, user.read_at) };
    const replaced = started.audit.map((event) => ({ ...event, actor: actorOf(user, domain) }));
    return { result, audit: [signedIn, ...before, ...replaced] };
  }

  private async upgrade(tx: WriteTx, user: AccountRecord, { betterHash }: Proven): Promise<void> {
    if (betterHash) await this.accounts.rehash(tx, user, betterHash);
  }

  private async askForPassword(
    tx: WriteTx,
    { domain, delivery }: Context,
    user: AccountRecord,
    because: 'temporary' | 'expired',
  ): Promise<Change<SignInOutcome>> {
    const { token, hash } = issueToken('challenge');
    const { expiresAt } = await this.attempts.add(tx, {
      id: newId(),
      domainId: domain.id,
      userId: user.id,
      challenge: hash,
      delivery,
      method: user.login_method satisfies LoginMethodKind,
    });
    return {
      result: { kind: 'change-password', challenge: token, expiresAt },
      audit: [
        {
          type: 'sign-in.step',
          subject: subjectOf(user),
          actor: actorOf(user, domain),
          detail: `the password is ${because}`,
        },
      ],
    };
  }
}

/** Whether the user still has the password that was set then. */
export function isSamePassword(setAt: Date | null, user: AccountRecord): boolean {
  return setAt?.getTime() === user.password_changed_at?.getTime();
}

function subjectOf(user: AccountRecord) {
  return { kind: 'user', id: user.id, name: user.username };
}

export function actorOf(user: AccountRecord, domain: DomainRef) {
  return { id: user.id, username: user.username, domain: domain.name };
}

export function factsOf(user: AccountRecord, domainEnabled: boolean): AccountFacts {
  return {
    enabled: user.enabled,
    domainEnabled,
    lockedUntil: user.locked_until,
    hasPassword: user.password_hash !== null,
    mustChangePassword: user.must_change_password,
    temporaryUntil: user.must_change_password ? user.password_expires_at : null,
    passwordExpiresAt: user.password_expires_at,
  };
}

type Refused = Extract<SignInOutcome, { kind: 'refused' }>;

function refused(
  domain: string,
  reason: Refused['reason'],
  about: { readonly user?: AccountRecord; readonly name: string; readonly detail?: string },
): Change<SignInOutcome> {
  const subject = { kind: 'user', id: about.user?.id ?? null, name: about.name };
  const detail = about.detail ? `${reason}: ${about.detail}` : reason;
  return {
    result: { kind: 'refused', reason, domain },
    audit: [{ type: 'sign-in.refused', outcome: 'refused', subject, detail }],
  };
}
