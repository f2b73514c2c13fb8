import { Injectable } from '@nestjs/common';
import type { SsoRefusal } from 'wardkeep/contracts';
import { ownPath } from 'wardkeep/rules';
import { DomainsService } from '../../domains/domains.service.js';
import type { DomainRecord } from '../../domains/domain-record.js';
import { inDomain, type Origin } from '../../platform/actor.js';
import { hashOfToken, issueToken } from '../../platform/crypto/tokens.js';
import type { Place } from '../../platform/crypto/secret-box.js';
import { Boxes } from '../../platform/database/boxes.js';
import { SystemUnitOfWork, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { isUuid, newId } from '../../platform/ids.js';
import { ProvidersService } from '../../providers/providers.service.js';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import { SsoTests } from '../../providers/sso/sso-tests.service.js';
import type { DeviceProof } from '../lockout/device-cookie.js';
import { AddressThrottle } from '../lockout/address-throttle.js';
import type { SsoBegun, SsoRefused, SsoSecrets, SsoVerdict } from '../methods/sso-method.js';
import { OidcLogout } from './oidc-logout.service.js';
import { SsoAccounts, type Proven } from './sso-accounts.service.js';
import { SsoAttemptsRepository, type SsoAttempt } from './sso-attempts.repository.js';
import { SsoMethods } from './sso-methods.js';
import type { SsoOutcome, SsoReturn } from './sso-outcome.js';
import { SsoRefusals, type Where } from './sso-refusals.service.js';
import { SsoTestRuns } from './sso-test-runs.service.js';
import { SsoVolume } from './sso-volume.js';

export type SsoStart = {
  readonly providerId: string;
  readonly returnTo: unknown;
  /** The ticket of a test. */
  readonly test: string | undefined;
  /** The cookies of the browser, by protocol. */
  readonly browserFor: (protocol: SsoProvider['kind']) => string | null;
};

/** A sign-in that came back, as it was begun. */
type Begun = Pick<SsoAttempt, 'testId' | 'returnTo'> & { readonly secrets: SsoSecrets | null };
type Flaw = { readonly flaw: SsoRefusal; readonly detail: string };

const UNKNOWN: SsoOutcome = {
  kind: 'refused',
  code: 'provider-not-found',
  reference: null,
  domain: null,
  reason: null,
  username: '',
  returnTo: '/',
};

/** The way to an identity provider and back: once for all protocols. */
@Injectable()
export class SsoSignIn {
  constructor(
    private readonly domains: DomainsService,
    private readonly providers: ProvidersService,
    private readonly methods: SsoMethods,
    private readonly attempts: SsoAttemptsRepository,
    private readonly accounts: SsoAccounts,
    private readonly tests: SsoTests,
    private readonly runs: SsoTestRuns,
    private readonly refusals: SsoRefusals,
    private readonly logout: OidcLogout,
    private readonly throttle: AddressThrottle,
    private readonly volume: SsoVolume,
    private readonly boxes: Boxes,
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
  ) {}

  /** Leads to the provider. A disabled one can be tested, and nothing else. */
  async begin(start: SsoStart, origin: Origin): Promise<SsoOutcome> {
    await this.throttle.admit(origin.address);
    const where = await this.whereIs(start.providerId, origin);
    if (!where) return UNKNOWN;
    const { domain, provider } = where;
    const test = start.test === undefined ? null : await this.openTest(where, start.test);
    const isOffered = start.test === undefined ? provider.enabled && domain.enabled : test !== null;
    if (!isOffered) return UNKNOWN;
    refuseFull(this.volume.count('start', origin.address));
    const returnTo = test?.returnTo ?? ownPath(start.returnTo);
    const { token: state, hash } = issueToken('state');
    const begun = await this.methods.of(provider).begin(provider, state);
    if (begun.kind === 'unavailable') {
      if (test)
        return this.runs.failed(where, test, 'start', { because: 'provider-unavailable', detail: begun.detail });
      return this.refusals.unavailable(where, begun.detail, returnTo);
    }
    const browser = browserOf(start.browserFor(provider.kind));
    await this.unitOfWork.write(inDomain(domain, origin), async (tx) => {
      const id = newId();
      const box = await this.boxes.of(tx, domain.id);
      const secrets = box.seal(placeOf(domain.id, id), JSON.stringify(begun.secrets));
      const row = { id, domainId: domain.id, providerId: provider.id, testId: test?.id ?? null, returnTo, secrets };
      await this.attempts.add(tx, { ...row, state: hash, browser: browser.hash });
      return { result: undefined, unchanged: true };
    });
    return sentAway(begun, { protocol: provider.kind, browser: browser.token });
  }

  /** What the browser brought back, believed or not. */
  async finish(returned: SsoReturn, origin: Origin, device: DeviceProof | null): Promise<SsoOutcome> {
    await this.throttle.admit(origin.address);
    const where = await this.whereIs(returned.providerId, origin);
    if (where?.provider.kind !== returned.protocol) return UNKNOWN;
    const begun = await this.begunBy(where, returned);
    if ('flaw' in begun) return this.refusals.stateless(where, begun.flaw, begun.detail);
    const { provider } = where;
    if (begun.testId === null && !provider.enabled) {
      const refused = { because: 'provider-disabled', detail: 'disabled meanwhile' } as const;
      return this.turnedAway(where, begun, refused);
    }
    const verdict = await this.methods.of(provider).finish(provider, returned.answer, begun.secrets);
    if (begun.testId !== null) {
      return this.runs.ended(where, { id: begun.testId, returnTo: begun.returnTo }, verdict);
    }
    if (verdict.kind === 'refused') return this.turnedAway(where, begun, verdict);
    return this.concluded(where, verdict, begun.returnTo, device);
  }

  /** The browser brought more than an answer may have. */
  async refuseOversized(providerId: string, origin: Origin): Promise<SsoOutcome> {
    await this.throttle.admit(origin.address);
    const where = await this.whereIs(providerId, origin);
    return where ? this.refusals.oversized(where) : UNKNOWN;
  }

  /** An OpenID provider says that somebody signed out there; `token` is null where it says more than it may. */
  async loggedOut(providerId: string, token: string | null, origin: Origin): Promise<void> {
    await this.logout.take(await this.atLogout(providerId, 'oidc', origin), token);
  }

  /** Where a provider tells of a logout. Before anything of it is read. */
  async atLogout(providerId: string, protocol: SsoProvider['kind'], origin: Origin): Promise<Where> {
    await this.throttle.admit(origin.address);
    refuseFull(this.volume.fullFor('logout', origin.address));
    const where = await this.whereIs(providerId, origin);
    const isOpen = where?.provider.kind === protocol && where.provider.enabled && where.domain.enabled;
    if (!isOpen) throw new Problem('provider-not-found');
    return where;
  }

  private turnedAway(where: Where, begun: Begun, refused: Omit<SsoRefused, 'kind'>): Promise<SsoOutcome> {
    if (!begun.secrets) return this.refusals.uninvited(where, refused);
    return refused.because === 'provider-error'
      ? this.refusals.declined(where, refused, begun.returnTo)
      : this.refusals.refused(where, refused, begun.returnTo);
  }

  private async concluded(
    where: Where,
    verdict: Exclude<SsoVerdict, SsoRefused>,
    returnTo: string,
    device: DeviceProof | null,
  ): Promise<SsoOutcome> {
    if (verdict.kind === 'unavailable') return this.refusals.unavailable(where, verdict.detail, returnTo);
    return this.entered(where, verdict, returnTo, device);
  }

  private async entered(
    where: Where,
    proven: Proven,
    returnTo: string,
    device: DeviceProof | null,
  ): Promise<SsoOutcome> {
    const { domain, provider, origin } = where;
    const context = { domain, origin, delivery: 'cookie', device } as const;
    const outcome = await this.accounts.signIn(context, provider, proven);
    if (outcome.kind === 'signed-in') return { kind: 'signed-in', signedIn: outcome, returnTo };
    const reason = outcome.kind === 'refused' ? outcome.reason : 'other';
    return this.refusals.keptAfter(where, reason, proven.person.subject, returnTo);
  }

  /** The provider in its Domain, by its id alone. */
  async whereIs(providerId: string, origin: Origin): Promise<Where | null> {
    if (!isUuid(providerId)) return null;
    const domainId = await this.system.read((tx) => this.attempts.domainOf(tx, providerId.toLowerCase()));
    const domain: DomainRecord | null = domainId === null ? null : await this.domains.byId(domainId);
    if (!domain) return null;
    const provider = await this.unitOfWork.read(inDomain(domain), (tx) =>
      this.providers.ssoOf(tx, providerId.toLowerCase()),
    );
    return provider && { domain, provider, origin };
  }

  private openTest({ domain, provider, origin }: Where, ticket: string) {
    return this.unitOfWork.write(inDomain(domain, origin), async (tx) => ({
      result: await this.tests.open(tx, provider.id, ticket),
      unchanged: true,
    }));
  }

  /** Uses the attempt up, and tells why it is none of this browser's at this provider. */
  private async begunBy(where: Where, { state, browser }: SsoReturn): Promise<Begun | Flaw> {
    const { domain, provider, origin } = where;
    if (state === null || state === '') return this.unbegun(provider);
    const hash = hashOfToken('state', state);
    const attempt =
      hash &&
      (await this.unitOfWork.write(inDomain(domain, origin), async (tx) => ({
        result: await this.attempts.take(tx, hash),
        unchanged: true,
      })));
    if (!attempt) return { flaw: 'state-unknown', detail: 'the state is unknown, too old, or was used before' };
    if (attempt.providerId !== provider.id) {
      return { flaw: 'other-provider', detail: 'the sign-in was begun at another provider' };
    }
    const shown = hashOfToken('browser', browser ?? '');
    if (!shown?.equals(attempt.browser)) {
      return { flaw: 'other-browser', detail: 'the sign-in was begun in another browser' };
    }
    const secrets = await this.unitOfWork.read(inDomain(domain), async (tx) => {
      const box = await this.boxes.of(tx, domain.id);
      return JSON.parse(box.open(placeOf(domain.id, attempt.id), attempt.secrets).toString()) as SsoSecrets;
    });
    return { testId: attempt.testId, returnTo: attempt.returnTo, secrets };
  }

  /** An answer that nobody here asked for. */
  private unbegun(provider: SsoProvider): Begun | Flaw {
    if (provider.kind === 'saml' && provider.config.allowIdpInitiated) {
      return { testId: null, returnTo: '/', secrets: null };
    }
    return { flaw: 'state-missing', detail: 'the answer comes without the state that we sent' };
  }
}

function refuseFull(retryAfterSeconds: number | null): void {
  if (retryAfterSeconds !== null) throw new Problem('too-many-requests', { retryAfterSeconds });
}

function sentAway(
  begun: Exclude<SsoBegun, { kind: 'unavailable' }>,
  how: { readonly protocol: SsoProvider['kind']; readonly browser: string },
): SsoOutcome {
  const { url } = begun;
  return begun.kind === 'post'
    ? { kind: 'post', url, fields: begun.fields, ...how }
    : { kind: 'redirect', url, ...how };
}

/** One browser has one token, however many sign-ins it begins. */
function browserOf(known: string | null): { readonly token: string; readonly hash: Buffer } {
  const hash = known === null ? null : hashOfToken('browser', known);
  return known !== null && hash ? { token: known, hash } : issueToken('browser');
}

function placeOf(domainId: string, rowId: string): Place {
  return { purpose: 'sso-attempt', table: 'sso_attempt', column: 'secrets', rowId, domainId };
}
