import { Injectable } from '@nestjs/common';
import type { Delivery, PasswordChangeReason, PasswordPolicy, User } from 'wardkeep/contracts';
import { gate, isLocked, type SignInStep } from 'wardkeep/rules';
import type { DomainRef, Origin } from '../platform/actor.js';
import { issueToken } from '../platform/crypto/tokens.js';
import type { AuditEntry, Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { newId } from '../platform/ids.js';
import { SessionsService, type StartedSession } from '../sessions/sessions.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { subjectOf, toUser, type AccountRecord } from '../users/user-record.js';
import { factsOf, passwordPolicyOf } from './account-facts.js';
import { AttemptsRepository, type AttemptStep } from './attempts.repository.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import { FailuresService, type RefusalReason } from './lockout/failures.service.js';
import { KnownDevices } from './lockout/known-devices.js';

/** A refusal is a value: it is counted and audited, and a throw would roll that back. */
export type Refused = {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly domain: string;
  readonly username: string;
};

/** What came of a step. */
export type SignInOutcome =
  | Refused
  | {
      readonly kind: 'step';
      readonly step: AttemptStep;
      readonly challenge: string;
      readonly expiresAt: Date;
      readonly because: PasswordChangeReason | null;
      readonly passwordPolicy: PasswordPolicy | null;
      readonly recoveryCodes: readonly string[] | null;
    }
  | {
      readonly kind: 'signed-in';
      readonly delivery: Delivery;
      readonly started: StartedSession;
      readonly user: User;
      readonly device: DeviceProof | null;
      readonly recoveryCodes: readonly string[] | null;
    };

/** Where a sign-in is made. */
export type SignInContext = {
  readonly domain: DomainRef & { readonly enabled: boolean };
  readonly origin: Origin;
  readonly delivery: Delivery;
  /** What the browser's cookie says, whosever it is. */
  readonly device: DeviceProof | null;
};

/** How far a sign-in has come, and what it did on its way. */
export type Progress = {
  readonly password: boolean;
  readonly secondFactor: boolean;
  /** The password that was typed meets no more what is asked since the rules were switched. */
  readonly passwordOutdated: boolean;
  readonly audit?: readonly AuditEntry[];
  readonly recoveryCodes?: readonly string[];
};

type Asked = Exclude<SignInStep, { next: 'refuse' | 'session' }>;

/** From any proof to the next step or the session: the gates, once, for all methods and steps. */
@Injectable()
export class SignInFlow {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly sessions: SessionsService,
    private readonly settings: SettingsService,
    private readonly failures: FailuresService,
    private readonly devices: KnownDevices,
  ) {}

  /** `user` is locked by the caller, and read after everything that this sign-in changed. */
  async proceed(
    tx: WriteTx,
    context: SignInContext,
    user: AccountRecord,
    progress: Progress,
  ): Promise<Change<SignInOutcome>> {
    const policies = await this.settings.of(tx, context.domain.id);
    const device = await this.devices.of(tx, user, context.device);
    const { passwordOutdated } = progress;
    const facts = factsOf(user, {
      domainEnabled: context.domain.enabled,
      policies,
      isKnownDevice: device !== null,
      passwordOutdated,
    });
    const step = gate(facts, progress, user.read_at);
    if (step.next === 'refuse') return this.refuse(tx, context, user, step.because);
    if (step.next === 'session') return this.finish(tx, context, user, progress);
    return this.ask(tx, context, user, step, progress, passwordPolicyOf(user, policies));
  }

  /** What may have happened since a challenge was given; null when nothing did. */
  async shutBecause(
    tx: WriteTx,
    { domain, device }: Pick<SignInContext, 'domain' | 'device'>,
    user: AccountRecord,
  ): Promise<'domain-disabled' | 'disabled' | 'locked' | null> {
    if (!domain.enabled) return 'domain-disabled';
    if (!user.enabled) return 'disabled';
    if (!isLocked(user.locked_until, user.read_at)) return null;
    return (await this.devices.of(tx, user, device)) ? null : 'locked';
  }

  /** Counts, audits and refuses; `user` is null when there is none by that name. */
  async refuse(
    tx: WriteTx,
    context: SignInContext,
    user: AccountRecord | null,
    reason: RefusalReason,
    typed = '',
    detail?: string,
  ): Promise<Change<Refused>> {
    const { domain, origin } = context;
    const device = user && (await this.devices.of(tx, user, context.device));
    const about = { domain, origin, reason, user, device, typed, ...(detail !== undefined && { detail }) };
    const audit = await this.failures.record(tx, about);
    const username = user?.username ?? typed;
    return { result: { kind: 'refused', reason, domain: domain.name, username }, audit };
  }

  private async finish(
    tx: WriteTx,
    context: SignInContext,
    user: AccountRecord,
    { audit: before = [], recoveryCodes }: Progress,
  ): Promise<Change<SignInOutcome>> {
    const { domain, origin, delivery } = context;
    this.accounts.markSignedIn(tx, user.id);
    const known = await this.devices.of(tx, user, context.device);
    const device = delivery === 'cookie' ? await this.devices.keep(tx, user, known) : null;
    const started = await this.sessions.start(tx, {
      userId: user.id,
      username: user.username,
      domainId: domain.id,
      method: user.login_method,
      origin,
    });
    // The clock of a transaction stands still: this is the time that was stored for both.
    const saved = { ...user, last_login_at: new Date(started.session.startedAt) };
    const actor = actorOf(user, domain);
    const signedIn: AuditEntry = {
      type: 'sign-in.succeeded',
      subject: subjectOf(user),
      actor,
      sessionId: started.session.id,
    };
    const others = [...before, ...started.audit].map((event) => ({ ...event, actor }));
    return {
      result: {
        kind: 'signed-in',
        delivery,
        started,
        user: toUser(saved, user.read_at),
        device,
        recoveryCodes: recoveryCodes ?? null,
      },
      audit: [signedIn, ...others],
    };
  }

  private async ask(
    tx: WriteTx,
    { domain, delivery }: SignInContext,
    user: AccountRecord,
    asked: Asked,
    progress: Progress,
    policy: PasswordPolicy,
  ): Promise<Change<SignInOutcome>> {
    const { token, hash } = issueToken('challenge');
    const { expiresAt } = await this.attempts.add(tx, {
      id: newId(),
      domainId: domain.id,
      userId: user.id,
      challenge: hash,
      step: asked.next,
      delivery,
      method: user.login_method,
      secondFactorPassed: progress.secondFactor,
      passwordOutdated: progress.passwordOutdated,
    });
    const because = asked.next === 'change-password' ? asked.because : null;
    const passwordPolicy = because === null ? null : policy;
    const { recoveryCodes = null } = progress;
    const actor = actorOf(user, domain);
    const step: AuditEntry = { type: 'sign-in.step', subject: subjectOf(user), actor, detail: because ?? asked.next };
    const before = (progress.audit ?? []).map((event) => ({ ...event, actor }));
    return {
      result: { kind: 'step', step: asked.next, challenge: token, expiresAt, because, passwordPolicy, recoveryCodes },
      audit: [step, ...before],
    };
  }
}

export function actorOf(user: AccountRecord, domain: DomainRef) {
  return { id: user.id, username: user.username, domain: domain.name };
}
