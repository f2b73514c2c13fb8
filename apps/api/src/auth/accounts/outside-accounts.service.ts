import { Injectable } from '@nestjs/common';
import type { ProblemCode } from 'wardkeep/contracts';
import { linkAccount, type LinkingRefusal } from 'wardkeep/rules';
import { inDomain, type DomainActor } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { AccountRecord } from '../../users/user-record.js';
import type { OutsidePerson } from '../methods/login-method.js';
import { SignInFlow, type SignInContext, type SignInOutcome } from '../sign-in-flow.service.js';
import { OutsideGuesses } from './outside-guesses.service.js';

/** Somebody took the name, or the identity, at the same moment. */
const RACES: readonly ProblemCode[] = ['username-taken', 'email-taken', 'login-name-taken', 'not-found'];

type Found = { readonly user: AccountRecord; readonly audit: readonly AuditEntry[] };
type Resolved = Found | { readonly refused: LinkingRefusal };

/** From somebody whom a provider vouches for to a user of the Domain, and on through the gates. */
@Injectable()
export class OutsideAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly users: DirectoryUsers,
    private readonly guesses: OutsideGuesses,
    private readonly flow: SignInFlow,
  ) {}

  /** `typed`: what to call somebody who is no user and becomes none. Whoever lost a race for a name is looked at again. */
  async signIn(context: SignInContext, person: OutsidePerson, typed: string): Promise<SignInOutcome> {
    try {
      return await this.attempt(context, person, typed);
    } catch (error) {
      if (!(error instanceof Problem) || !RACES.includes(error.code)) throw error;
      return this.attempt(context, person, typed);
    }
  }

  private attempt(context: SignInContext, person: OutsidePerson, typed: string): Promise<SignInOutcome> {
    const actor = inDomain(context.domain, context.origin);
    return this.unitOfWork.write(actor, async (tx) => {
      const known = await this.known(tx, person);
      if (known) return this.enter(tx, context, actor, person, known);
      if (!context.domain.enabled) return this.flow.refuse(tx, context, null, 'domain-disabled', typed);
      const made = await this.made(tx, actor, person);
      if ('refused' in made) return this.notMade(tx, context, actor, person, made.refused, typed);
      await this.guesses.forget(tx, { providerId: person.provider.id, subject: person.entry.subject });
      return this.proceed(tx, context, made);
    });
  }

  /** Locked; null when nobody has this identity. */
  private async known(tx: WriteTx, { provider, entry }: OutsidePerson): Promise<AccountRecord | null> {
    const identity = await this.users.byIdentity(tx, provider.id, entry.subject);
    return identity && this.accounts.lock(tx, identity.userId);
  }

  private async enter(
    tx: WriteTx,
    context: SignInContext,
    actor: DomainActor,
    { provider, entry, policy }: OutsidePerson,
    user: AccountRecord,
  ): Promise<Change<SignInOutcome>> {
    const shut = await this.flow.shutBecause(tx, context, user);
    if (shut) return this.flow.refuse(tx, context, user, shut);
    const facts = { isKnown: true, isDisabledOutside: entry.disabled, flaw: null, mappedRoleId: null };
    const linking = linkAccount(policy, facts);
    if (linking.kind === 'refused') return this.flow.refuse(tx, context, user, linking.because);
    const audit = await this.users.refresh(tx, actor, user, provider, entry);
    const refreshed = audit.length > 0 ? await this.accounts.lock(tx, user.id) : user;
    return this.proceed(tx, context, { user: refreshed ?? user, audit });
  }

  /** Nobody has this identity: a user of its own, or a refusal. */
  private async made(tx: WriteTx, actor: DomainActor, person: OutsidePerson): Promise<Resolved> {
    const { provider, entry, policy } = person;
    const facts = { isKnown: false, isDisabledOutside: entry.disabled, flaw: null, mappedRoleId: null };
    const linking = linkAccount(policy, facts);
    if (linking.kind === 'refused') return { refused: linking.because };
    const made = await this.users.createOne(tx, actor, provider, entry);
    if ('refused' in made) return made;
    return { user: made.user, audit: [made.audit] };
  }

  /** A sync may have made the user at the same moment. */
  private async notMade(
    tx: WriteTx,
    context: SignInContext,
    actor: DomainActor,
    person: OutsidePerson,
    because: LinkingRefusal,
    typed: string,
  ): Promise<Change<SignInOutcome>> {
    const known = await this.known(tx, person);
    if (known) return this.enter(tx, context, actor, person, known);
    return this.flow.refuse(tx, context, null, because, typed);
  }

  private proceed(tx: WriteTx, context: SignInContext, { user, audit }: Found): Promise<Change<SignInOutcome>> {
    return this.flow.proceed(tx, context, user, {
      password: true,
      secondFactor: false,
      passwordOutdated: false,
      audit,
    });
  }
}
