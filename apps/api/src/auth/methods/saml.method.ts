import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import { MOST_AGE_MS } from './saml/assertion-checks.js';
import { logoutRequestUrl } from './saml/logout-messages.js';
import { SamlPartiesService } from './saml/saml-parties.service.js';
import { requestFields, samlStrategy } from './saml/saml.strategy.js';
import { shownMessage } from './saml/shown-message.js';
import { SamlVerifier } from './saml/saml-verifier.js';
import type { VerifiedAssertion } from './saml/verification.js';
import type {
  ProviderSession,
  SsoAnswer,
  SsoBegun,
  SsoMethod,
  SsoSecrets,
  SsoUnavailable,
  SsoVerdict,
} from './sso-method.js';
import { requestOf, runStrategy } from './strategy-runner.js';

type Proven = Extract<SsoVerdict, { kind: 'proven' }>;

/** Longer than an assertion is taken, whatever the clocks say. */
const KEPT_MS = 2 * MOST_AGE_MS;

const NOT_READ: SsoUnavailable = { kind: 'unavailable', detail: 'The metadata of the provider was never read' };
const TOO_BUSY: SsoUnavailable = { kind: 'unavailable', detail: 'Too many answers of providers are being verified' };

/** Being vouched for by a SAML 2.0 identity provider. */
@Injectable()
export class SamlMethod implements SsoMethod<'saml'> {
  readonly protocol = 'saml';

  constructor(
    private readonly parties: SamlPartiesService,
    private readonly verifier: SamlVerifier,
  ) {}

  async begin(provider: SsoProvider<'saml'>, state: string): Promise<SsoBegun> {
    const parties = await this.parties.of(provider);
    if (!parties) return NOT_READ;
    const requestId = newMessageId();
    if (parties.idp.ssoBinding === 'post') {
      const fields = await requestFields(parties, { requestId }, state);
      return { kind: 'post', url: parties.idp.ssoUrl, fields, secrets: { requestId } };
    }
    const request = requestOf({ url: '/', method: 'GET', query: { RelayState: state } });
    const outcome = await runStrategy(samlStrategy(parties, { requestId }), request);
    if (outcome.kind !== 'redirect') return { kind: 'unavailable', detail: 'No request could be made' };
    return { kind: 'redirect', url: outcome.url, secrets: { requestId } };
  }

  /** `secrets` is null where the provider came by itself, which the caller has looked at. */
  async finish(provider: SsoProvider<'saml'>, { body }: SsoAnswer, secrets: SsoSecrets | null): Promise<SsoVerdict> {
    const parties = await this.parties.of(provider);
    if (!parties) return NOT_READ;
    const now = new Date();
    const { SAMLResponse: encoded } = body;
    const requestId = secrets === null ? null : String(secrets['requestId']);
    const verified = await this.verifier.verify({ encoded, parties, requestId, now });
    if (!verified) return TOO_BUSY;
    if ('refusal' in verified) return { kind: 'refused', ...verified.refusal, raw: () => shownMessage(encoded, null) };
    const { assertion } = verified;
    const raw = () => shownMessage(encoded, assertion.wasEncrypted ? assertion.xml : null);
    return { ...provenBy(assertion, now), raw };
  }

  async signOutUrl(
    provider: SsoProvider<'saml'>,
    session: ProviderSession & { readonly subject: string },
  ): Promise<string | null> {
    const parties = await this.parties.of(provider);
    const format = session.secrets?.['format'];
    if (!parties?.idp.sloUrl || !parties.config.signRequests) return null;
    const nameId = { value: session.subject, format: typeof format === 'string' ? format : null };
    return logoutRequestUrl(parties, nameId, session.sid);
  }
}

function newMessageId(): string {
  return `_${randomBytes(16).toString('hex')}`;
}

function provenBy({ id, nameId, sessions, attributes }: VerifiedAssertion, now: Date): Proven {
  const claims = Object.fromEntries([...attributes].map(([name, values]) => [name, alone(values)]));
  return {
    kind: 'proven',
    person: { subject: nameId.value, claims: { ...claims, NameID: nameId.value } },
    session: { sid: sessions[0]?.index ?? null, secrets: { format: nameId.format } },
    consumed: [{ id, expiresAt: new Date(now.getTime() + KEPT_MS) }],
  };
}

/** One value stands for itself; several are a list. */
function alone(values: readonly string[]): string | readonly string[] {
  const [first, ...others] = values;
  return first !== undefined && others.length === 0 ? first : values;
}
