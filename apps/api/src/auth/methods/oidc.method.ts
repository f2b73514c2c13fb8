import { Injectable } from '@nestjs/common';
import { buildEndSessionUrl, type IDToken } from 'openid-client';
import type { Strategy } from 'passport';
import type { SsoRawPart } from 'wardkeep/contracts';
import { hasVerifiedEmail } from 'wardkeep/rules';
import { outgoingProblemOf } from '../../platform/outgoing/outgoing-problem.js';
import { oidcClient } from '../../providers/oidc/oidc-client.js';
import { OidcIssuers } from '../../providers/oidc/oidc-issuers.js';
import { SsoEndpoints } from '../../providers/sso/sso-endpoints.js';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import { boundedText, isSecretName, LEFT_OUT } from './shown.js';
import { oidcRefusal } from './oidc-refusal.js';
import { OidcStrategy, type OidcProof } from './oidc.strategy.js';
import type {
  ProviderSession,
  SsoAnswer,
  SsoBegun,
  SsoMethod,
  SsoPerson,
  SsoRefused,
  SsoSecrets,
  SsoVerdict,
} from './sso-method.js';
import { requestOf, runStrategy, type Outcome } from './strategy-runner.js';

type OidcProvider = SsoProvider<'oidc'>;
type Run = { readonly state: string; readonly url: string; readonly session: SsoSecrets };

/** A whole sign-in at a provider, however many calls it takes. */
const PATIENCE_MS = 5_000;
const CLOCK_SKEW_SECONDS = 60;
/** What proves nothing of somebody, or could be used again. */
const NOT_SHOWN: readonly string[] = ['nonce', 'at_hash', 'c_hash', 's_hash', 'jti', 'sid'];

/** OpenID Connect: the code flow with PKCE, state and nonce; the signature of the ID token is always checked. */
@Injectable()
export class OidcMethod implements SsoMethod<'oidc'> {
  readonly protocol = 'oidc';

  constructor(
    private readonly issuers: OidcIssuers,
    private readonly endpoints: SsoEndpoints,
  ) {}

  async begin(provider: OidcProvider, state: string): Promise<SsoBegun> {
    const session: SsoSecrets = {};
    try {
      const url = this.endpoints.oidc(provider.id).redirectUri;
      const outcome = await this.run(provider, { state, url, session });
      if (outcome.kind === 'redirect') return { kind: 'redirect', url: outcome.url, secrets: session };
    } catch (error) {
      const problem = outgoingProblemOf(error);
      if (!problem) throw error;
      return { kind: 'unavailable', detail: problem.detail };
    }
    throw new Error('The strategy did not lead to the provider');
  }

  async finish(provider: OidcProvider, answer: SsoAnswer, secrets: SsoSecrets | null): Promise<SsoVerdict> {
    if (!secrets) return refused('unsolicited', 'the sign-in was not begun here');
    if (!answer.query['code'] && !answer.query['error']) {
      return refused('answer-malformed', 'the answer holds neither a code nor an error');
    }
    const url = `${this.endpoints.oidc(provider.id).redirectUri}?${answer.raw}`;
    try {
      const outcome = await this.run(provider, { state: answer.query['state'] ?? '', url, session: { ...secrets } });
      return verdictOf(provider, outcome);
    } catch (error) {
      return oidcRefusal(error);
    }
  }

  async signOutUrl(provider: OidcProvider, { secrets }: ProviderSession): Promise<string | null> {
    const metadata = await this.issuers.metadataOf(provider);
    if (metadata.end_session_endpoint === undefined) return null;
    const client = await oidcClient(provider, metadata, this.issuers.fetching());
    const idToken = secrets?.['idToken'];
    return buildEndSessionUrl(client, {
      client_id: provider.config.clientId,
      post_logout_redirect_uri: this.endpoints.oidc(provider.id).postLogoutRedirectUri,
      ...(typeof idToken === 'string' && { id_token_hint: idToken }),
    }).href;
  }

  private async run(provider: OidcProvider, { state, url, session }: Run): Promise<Outcome> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const metadata = await this.issuers.metadataOf(provider);
    const config = await oidcClient(provider, metadata, this.issuers.fetching(signal));
    const callbackURL = this.endpoints.oidc(provider.id).redirectUri;
    const strategy = new OidcStrategy({ config, callbackURL, scope: provider.config.scopes.join(' ') }, state);
    const { host, pathname, search } = new URL(url);
    const request = requestOf({ url: `${pathname}${search}`, method: 'GET', host, session });
    return runStrategy(strategy as unknown as Strategy, request);
  }
}

function verdictOf({ config }: OidcProvider, outcome: Outcome): SsoVerdict {
  if (outcome.kind === 'redirect') return refused('answer-malformed', 'the answer is none');
  if (outcome.kind === 'fail') return refused('provider-error', messageOf(outcome.challenge));
  const { claims, userInfo, idToken } = outcome.user as OidcProof;
  const flaw = flawOf(claims, config.clientId);
  if (flaw) return flaw;
  const all: Record<string, unknown> = { ...userInfo, ...claims };
  if (!hasVerifiedEmail(all, config.requireVerifiedEmail)) delete all['email'];
  const shown = Object.entries(all).filter(([name]) => !NOT_SHOWN.includes(name));
  const person: SsoPerson = { subject: claims.sub, claims: Object.fromEntries(shown) };
  const sid = typeof claims['sid'] === 'string' ? claims['sid'] : null;
  const raw = () => shownProof(outcome.user as OidcProof);
  return { kind: 'proven', person, session: { sid, secrets: { idToken } }, raw };
}

/** The header is what the token was signed with. */
function shownProof({ claims, userInfo, idToken }: OidcProof): readonly SsoRawPart[] {
  const header: unknown = JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString());
  const parts: SsoRawPart[] = [{ name: 'id-token', text: shownJson({ header, claims }) }];
  return userInfo === null ? parts : [...parts, { name: 'user-info', text: shownJson(userInfo) }];
}

function shownJson(value: object): string {
  const shown = (name: string, held: unknown) => (NOT_SHOWN.includes(name) || isSecretName(name) ? LEFT_OUT : held);
  return boundedText(JSON.stringify(value, shown, 2));
}

/** What the library leaves to its caller. */
function flawOf({ sub, iat, azp }: IDToken, clientId: string): SsoRefused | null {
  if (azp !== undefined && azp !== clientId)
    return refused('audience-mismatch', 'the ID token was given to another client');
  if (sub.trim() === '' || sub.length > 255) return refused('subject-missing', 'the subject is empty or too long');
  const ahead = iat - Date.now() / 1_000;
  return ahead > CLOCK_SKEW_SECONDS ? refused('not-yet-valid', `issued ${Math.round(ahead)} s from now`) : null;
}

function messageOf(challenge: unknown): string {
  const { message } = (challenge ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'the provider refused the sign-in';
}

function refused(because: SsoRefused['because'], detail: string): SsoRefused {
  return { kind: 'refused', because, detail };
}
