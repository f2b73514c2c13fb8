import { Injectable } from '@nestjs/common';
import { SSO_REFUSALS, type SsoRefusal } from 'wardkeep/contracts';
import type { DomainRecord } from '../../domains/domain-record.js';
import { inDomain, type Origin } from '../../platform/actor.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import { newReference, readable, SsoFailures } from '../../providers/sso/sso-failures.service.js';
import type { RefusalReason } from '../lockout/failures.service.js';
import { SignInFlow } from '../sign-in-flow.service.js';
import type { SsoRefused } from '../methods/sso-method.js';
import type { SsoRefusedOutcome } from './sso-outcome.js';
import { SsoVolume } from './sso-volume.js';

export type Where = { readonly domain: DomainRecord; readonly provider: SsoProvider; readonly origin: Origin };

const OVERSIZED = 'more was sent than a message may have';

type Failure = { readonly because: SsoRefusal; readonly detail: string; readonly subject?: string | null };

/** Every sign-in that an identity provider led to and that was turned away: audited, kept for its page, told to nobody. */
@Injectable()
export class SsoRefusals {
  constructor(
    private readonly failures: SsoFailures,
    private readonly flow: SignInFlow,
    private readonly volume: SsoVolume,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** An answer that was not believed. */
  async refused(where: Where, refused: Omit<SsoRefused, 'kind'>, returnTo: string): Promise<SsoRefusedOutcome> {
    const reference = await this.counted(where, refused);
    return toOutcome(where, 'sso-refused', reference, refused, returnTo);
  }

  /** An answer to nothing that this browser asked. */
  stateless(where: Where, because: SsoRefusal, detail: string): Promise<SsoRefusedOutcome> {
    return this.unasked(where, { because, detail }, { code: 'sso-state-invalid' });
  }

  /** An answer of which nothing was read: not even whose it is. */
  oversized(where: Where): Promise<SsoRefusedOutcome> {
    return this.unasked(where, { because: 'answer-too-large', detail: OVERSIZED }, { code: 'body-too-large' });
  }

  /** An answer that is not believed of a provider that may come by itself. */
  uninvited(where: Where, refused: Omit<SsoRefused, 'kind'>): Promise<SsoRefusedOutcome> {
    return this.unasked(where, refused, { code: 'sso-refused', isKept: false });
  }

  /** The provider could not be asked. */
  async unavailable(where: Where, detail: string, returnTo: string): Promise<SsoRefusedOutcome> {
    const failure = { because: 'provider-unavailable', detail } as const;
    const reference = await this.uncounted(where, failure, { outcome: 'failed' });
    return toOutcome(where, 'provider-unavailable', reference, failure, returnTo);
  }

  /** The provider itself lets somebody not in, or not us: nothing was guessed, and a whole office may hear it at once. */
  async declined(where: Where, refused: Omit<SsoRefused, 'kind'>, returnTo: string): Promise<SsoRefusedOutcome> {
    const reference = await this.uncounted(where, refused, { outcome: 'refused' });
    return { ...toOutcome(where, 'sso-refused', reference, refused, returnTo), reason: null };
  }

  /** For what the flow refused, counted and audited already. */
  async keptAfter(
    where: Where,
    reason: RefusalReason | 'other',
    subject: string,
    returnTo: string,
  ): Promise<SsoRefusedOutcome> {
    const because = SSO_REFUSALS.find((known) => known === reason) ?? 'other';
    const failure = { because, detail: reason, subject };
    const reference = await this.unitOfWork.write(inDomain(where.domain, where.origin), async (tx) => ({
      result: await this.keep(tx, where, failure),
      unchanged: true,
    }));
    return toOutcome(where, 'sso-refused', reference, failure, returnTo);
  }

  /** A message of the provider that tells of a logout. @returns the problem to answer */
  async logout(where: Where, field: 'SAMLRequest' | 'logout_token', because: string): Promise<Problem> {
    await this.auditLogout(where, because);
    const code = field === 'SAMLRequest' ? 'logout-request' : 'logout-token';
    return new Problem('invalid-request', { errors: [{ pointer: `/${field}`, code, detail: 'is not believed' }] });
  }

  /** One of which nothing was read. */
  async oversizedLogout(where: Where): Promise<Problem> {
    await this.auditLogout(where, `answer-too-large: ${OVERSIZED}`);
    return new Problem('body-too-large');
  }

  /** Whoever sends too many is not listened to for a while: see `SsoSignIn.atLogout`. */
  private auditLogout({ domain, provider, origin }: Where, because: string): Promise<void> {
    this.volume.count('logout', origin.address);
    const subject = { kind: 'provider', id: provider.id, name: provider.name };
    return this.unitOfWork.write(inDomain(domain, origin), () =>
      Promise.resolve({
        result: undefined,
        audit: [{ type: 'provider.logged-out', outcome: 'refused', subject, detail: readable(because) }],
      }),
    );
  }

  /**
   * What any page in the web can have a browser bring: it guesses nothing, so it is counted against nobody and said to no
   * fail2ban. Audited until there is too much of it.
   */
  private async unasked(
    where: Where,
    failure: Failure,
    { code, isKept = true }: { readonly code: SsoRefusedOutcome['code']; readonly isKept?: boolean },
  ): Promise<SsoRefusedOutcome> {
    const told = (reference: string | null) => ({ ...toOutcome(where, code, reference, failure, '/'), reason: null });
    if (this.volume.count('unasked', where.origin.address) !== null) return told(null);
    return told(await this.uncounted(where, failure, { outcome: 'refused', isKept }));
  }

  /** Audited, and counted against nobody. @returns the reference where it is kept */
  private uncounted(
    where: Where,
    failure: Failure,
    { outcome, isKept = true }: { readonly outcome: 'refused' | 'failed'; readonly isKept?: boolean },
  ): Promise<string | null> {
    const { domain, provider, origin } = where;
    const subject = { kind: 'provider', id: provider.id, name: provider.name };
    const detail = readable(`${failure.because}: ${failure.detail}`);
    return this.unitOfWork.write(inDomain(domain, origin), async (tx) => ({
      result: isKept ? await this.keep(tx, where, failure) : null,
      audit: [{ type: 'sign-in.refused', outcome, subject, detail }],
    }));
  }

  private counted(where: Where, failure: Failure): Promise<string> {
    const { domain, provider, origin } = where;
    const context = { domain, origin, delivery: 'cookie', device: null } as const;
    const detail = readable(`${provider.name}: ${failure.detail}`);
    return this.unitOfWork.write(inDomain(domain, origin), async (tx) => {
      const typed = readable(failure.subject ?? provider.name);
      const refusal = await this.flow.refuse(tx, context, null, failure.because, typed, detail);
      const reference = await this.keep(tx, where, failure);
      return { ...refusal, result: reference };
    });
  }

  private async keep(tx: WriteTx, { domain, provider, origin }: Where, failure: Failure): Promise<string> {
    const reference = newReference();
    const { because: reason, detail, subject = null } = failure;
    await this.failures.keep(tx, {
      domainId: domain.id,
      providerId: provider.id,
      reference,
      reason,
      detail,
      subject,
      origin,
    });
    return reference;
  }
}

function toOutcome(
  { domain, provider }: Where,
  code: SsoRefusedOutcome['code'],
  reference: string | null,
  { because, subject }: Failure,
  returnTo: string,
): SsoRefusedOutcome {
  const username = readable(subject ?? provider.name);
  return { kind: 'refused', code, reference, domain: domain.name, reason: because, username, returnTo };
}
