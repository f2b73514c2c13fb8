import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ProblemCode, SsoRefusal } from 'wardkeep/contracts';
import { linkAccount, type LinkingRefusal } from 'wardkeep/rules';
import { inDomain, type DomainActor } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { ProvidersService } from '../../providers/providers.service.js';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import { SsoUsers, type SsoEntry, type SsoSource } from '../../users/sso-users.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { AccountRecord } from '../../users/user-record.js';
import type { Consumed, SsoVerdict } from '../methods/sso-method.js';
import { SignInFlow, type SignInContext, type SignInOutcome } from '../sign-in-flow.service.js';
import { SsoAttemptsRepository } from './sso-attempts.repository.js';
import { entryOf, sourceOf } from './sso-person.js';
import { SsoSessions } from './sso-sessions.service.js';

export type Proven = Extract<SsoVerdict, { kind: 'proven' }>;

/** Somebody took the name, or the identity, at the same moment. */
const RACES: readonly ProblemCode[] = ['username-taken', 'email-taken', 'login-name-taken', 'not-found'];

type Entering = {
  readonly context: SignInContext;
  readonly actor: DomainActor;
  readonly source: SsoSource;
  readonly entry: SsoEntry;
};
type Resolved =
  { readonly user: AccountRecord; readonly audit: readonly AuditEntry[] } | { readonly refused: LinkingRefusal };

/** From whom an identity provider vouches for to a user of the Domain, and on through the gates. */
@Injectable()
export class SsoAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly providers: ProvidersService,
    private readonly accounts: UserAccounts,
    private readonly identities: DirectoryUsers,
    private readonly users: SsoUsers,
    private readonly attempts: SsoAttemptsRepository,
    private readonly sessions: SsoSessions,
    private readonly flow: SignInFlow,
  ) {}

  /** Whoever lost a race for a name is looked at again. */
  async signIn(context: SignInContext, provider: SsoProvider, proven: Proven): Promise<SignInOutcome> {
    try {
      return await this.attempt(context, provider, proven);
    } catch (error) {
      if (!(error instanceof Problem) || !RACES.includes(error.code)) throw error;
      return this.attempt(context, provider, proven);
    }
  }

  private attempt(context: SignInContext, provider: SsoProvider, proven: Proven): Promise<SignInOutcome> {
    const actor = inDomain(context.domain, context.origin);
    const source = sourceOf(provider);
    const entry = entryOf(provider, proven.person);
    return this.unitOfWork.write(actor, async (tx) => {
      const shut = await this.shutBecause(tx, context, provider, proven.consumed ?? []);
      if (shut) return this.flow.refuse(tx, context, null, shut, entry.username ?? entry.subject);
      const change = await this.enter(tx, { context, actor, source, entry });
      if (change.result.kind === 'signed-in') {
        const { id: sessionId } = change.result.started.session;
        await this.sessions.link(tx, { provider, sessionId, subject: entry.subject, session: proven.session });
      }
      return change;
    });
  }

  /** What keeps everybody out, whoever they are. */
  private async shutBecause(
    tx: WriteTx,
    { domain }: SignInContext,
    { id: providerId, domainId }: SsoProvider,
    consumed: readonly Consumed[],
  ): Promise<SsoRefusal | null> {
    if (!domain.enabled) return 'domain-disabled';
    const now = await this.providers.ssoOf(tx, providerId);
    if (!now?.enabled) return 'provider-disabled';
    for (const { id, expiresAt } of consumed) {
      const hash = createHash('sha256').update(id).digest();
      const place = { domainId, providerId, kind: 'assertion' } as const;
      if (!(await this.attempts.consume(tx, place, hash, expiresAt))) return 'replayed';
    }
    return null;
  }

  private async enter(tx: WriteTx, entering: Entering): Promise<Change<SignInOutcome>> {
    const { context, entry } = entering;
    const known = await this.known(tx, entering);
    const resolved = known ? await this.refreshed(tx, entering, known) : await this.made(tx, entering);
    if ('refused' in resolved) {
      // Somebody may have made the user at the same moment.
      const meanwhile = known ?? (await this.known(tx, entering));
      if (meanwhile && !known) return this.enter(tx, entering);
      return this.flow.refuse(tx, context, meanwhile, resolved.refused, entry.username ?? entry.subject);
    }
    return this.flow.proceed(tx, context, resolved.user, {
      password: true,
      secondFactor: false,
      passwordOutdated: false,
      audit: resolved.audit,
    });
  }

  /** Locked; null when nobody has this identity: neither name nor email ever lead to a user. */
  private async known(tx: WriteTx, { source, entry }: Entering): Promise<AccountRecord | null> {
    const identity = await this.identities.byIdentity(tx, source.id, entry.subject);
    return identity && this.accounts.lockForRole(tx, identity.userId);
  }

  private async refreshed(tx: WriteTx, { actor, source, entry }: Entering, user: AccountRecord): Promise<Resolved> {
    // The gates say why: nothing of a user who may not come in is changed.
    if (!user.enabled) return { user, audit: [] };
    const linking = await this.linking(tx, source, entry, true);
    if (linking.kind === 'refused') return { refused: linking.because };
    const audit = [...(await this.users.refresh(tx, actor, user, source, entry))];
    if (linking.kind === 'known' && linking.roleId !== undefined) {
      const mapped = await this.users.mappedRole(tx, source.mapping, entry.groups);
      const role = mapped ?? (await this.users.defaultRole(tx, source.mapping));
      audit.push(...(await this.users.changeRole(tx, actor, user, source, role)));
    }
    const now = audit.length > 0 ? await this.accounts.lock(tx, user.id) : user;
    return { user: now ?? user, audit };
  }

  private async made(tx: WriteTx, { actor, source, entry }: Entering): Promise<Resolved> {
    const linking = await this.linking(tx, source, entry, false);
    if (linking.kind === 'refused') return { refused: linking.because };
    const made = await this.users.createOne(tx, actor, source, entry);
    return 'refused' in made ? made : { user: made.user, audit: [made.audit] };
  }

  private async linking(tx: WriteTx, source: SsoSource, entry: SsoEntry, isKnown: boolean) {
    const { jit, whenNoRole, reevaluateRole } = source.mapping;
    const mapped = await this.users.mappedRole(tx, source.mapping, entry.groups);
    const policy = { justInTime: jit, whenNoRole, reevaluatesRole: reevaluateRole };
    return linkAccount(policy, { isKnown, isDisabledOutside: false, flaw: null, mappedRoleId: mapped?.id ?? null });
  }
}
