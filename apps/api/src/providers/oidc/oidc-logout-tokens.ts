import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { outgoingProblemOf } from '../../platform/outgoing/outgoing-problem.js';
import { Outgoing } from '../../platform/outgoing/outgoing.js';
import type { SsoProvider } from '../sso/sso-provider.js';
import { OidcIssuers } from './oidc-issuers.js';

export type LogoutClaims = {
  readonly jti: string;
  readonly expiresAt: Date;
  readonly subject: string | null;
  readonly sid: string | null;
};

type OidcProvider = SsoProvider<'oidc'>;
/** Also while they are asked for, and that they could not be had. */
type Kept = { readonly keys: Promise<JSONWebKeySet>; readonly askedAt: number };

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Never one that is checked with a secret that both sides have. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const TOLERANCE_SECONDS = 60;
const OLDEST_SECONDS = 300;
/** Anybody can send anything here: the provider is asked for its keys no more often than so. */
const KEYS_REST_MS = 10_000;
const MOST_TOKEN = 20_000;
const MOST_JTI = 500;
const MOST_KEPT = 1_000;

/** Reads what a provider says of who signed out there; believes what it signed, lately, for us. */
@Injectable()
export class OidcLogoutTokens {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly issuers: OidcIssuers,
    private readonly outgoing: Outgoing,
  ) {}

  async read(provider: OidcProvider, token: string): Promise<LogoutClaims | { readonly refused: string }> {
    if (token.length > MOST_TOKEN) return { refused: 'the token is too long' };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(await this.keysOf(provider)), {
        issuer: (await this.issuers.metadataOf(provider)).issuer,
        audience: provider.config.clientId,
        algorithms: ALGORITHMS,
        clockTolerance: TOLERANCE_SECONDS,
        maxTokenAge: OLDEST_SECONDS,
        requiredClaims: ['iat', 'jti', 'events'],
      });
      const { typ } = protectedHeader;
      return typ === undefined || /^(?:JWT|(?:application\/)?logout\+jwt)$/i.test(typ)
        ? claimsOf(payload)
        : { refused: 'the token is of another type' };
    } catch (error) {
      if (error instanceof errors.JOSEError) return { refused: `${error.code}: ${error.message}` };
      const problem = outgoingProblemOf(error);
      if (problem) return { refused: `provider-unavailable: ${problem.detail}` };
      throw error;
    }
  }

  private keysOf(provider: OidcProvider): Promise<JSONWebKeySet> {
    const key = `${provider.id} ${provider.version}`;
    const known = this.kept.get(key);
    if (known && Date.now() - known.askedAt < KEYS_REST_MS) return known.keys;
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    const keys = this.asked(provider);
    this.kept.set(key, { keys, askedAt: Date.now() });
    return keys;
  }

  private async asked(provider: OidcProvider): Promise<JSONWebKeySet> {
    const { jwks_uri: place } = await this.issuers.metadataOf(provider);
    const answer = await this.outgoing.fetch(String(place));
    const keys: unknown = await answer.json().catch(() => null);
    if (!isKeySet(keys)) throw new errors.JWKSInvalid('The provider answered no keys');
    return keys;
  }
}

function isKeySet(keys: unknown): keys is JSONWebKeySet {
  return typeof keys === 'object' && keys !== null && 'keys' in keys && Array.isArray(keys.keys);
}

/** A logout token names somebody or a session, and is no ID token: those have a nonce. */
function claimsOf(payload: JWTPayload): LogoutClaims | { readonly refused: string } {
  const { nonce, jti = '' } = payload;
  if (!tellsOfLogout(payload)) return { refused: 'the token tells of no logout' };
  if (nonce !== undefined) return { refused: 'the token has a nonce: it is an ID token' };
  if (jti === '' || jti.length > MOST_JTI) return { refused: 'the token has no id of its own' };
  const [subject, sid] = [textOf(payload.sub), textOf(payload['sid'])];
  if (subject === null && sid === null) return { refused: 'the token names nobody' };
  const expiresAt = new Date(Date.now() + (OLDEST_SECONDS + 2 * TOLERANCE_SECONDS) * 1_000);
  return { jti, expiresAt, subject, sid };
}

function tellsOfLogout({ events }: JWTPayload): boolean {
  const event = isObject(events) ? events[EVENT] : undefined;
  return isObject(event);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
