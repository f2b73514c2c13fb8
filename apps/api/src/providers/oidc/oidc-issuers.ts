import { Injectable } from '@nestjs/common';
import { allowInsecureRequests, customFetch, discovery, type CustomFetch, type ServerMetadata } from 'openid-client';
import { OutgoingProblem, outgoingProblemOf } from '../../platform/outgoing/outgoing-problem.js';
import { Outgoing } from '../../platform/outgoing/outgoing.js';
import type { SsoProvider } from '../sso/sso-provider.js';

type OidcProvider = SsoProvider<'oidc'>;
type Kept = { readonly version: number; readonly metadata: ServerMetadata; readonly readAt: number };
type Failed = { readonly version: number; readonly problem: OutgoingProblem; readonly until: number };

/** How long what an issuer says of itself is used before it is read again. */
const FRESH_MS = 15 * 60_000;
/** While it can not be read again, what it said last is used so long. */
const STALE_MS = 24 * 60 * 60_000;
/** After a failure nobody waits for the issuer again for so long. */
const REST_MS = 10_000;
const MOST_KEPT = 1_000;
const WHOLE_MS = 5_000;

/** What OpenID providers say of themselves, read when it is needed first and kept for a while. Never in a transaction. */
@Injectable()
export class OidcIssuers {
  private readonly kept = new Map<string, Kept>();
  private readonly failed = new Map<string, Failed>();
  private readonly reading = new Map<string, Promise<ServerMetadata>>();

  constructor(private readonly outgoing: Outgoing) {}

  /** Throws an `OutgoingProblem` when it can not be had in time, or is not what it should be. */
  async metadataOf(provider: OidcProvider): Promise<ServerMetadata> {
    const known = this.knownOf(provider);
    const age = known ? Date.now() - known.readAt : Infinity;
    if (known && age < FRESH_MS) return known.metadata;
    const rests = this.restsFor(provider);
    if (known && age < STALE_MS) return rests ? known.metadata : this.read(provider).catch(() => known.metadata);
    if (rests) throw rests;
    return this.read(provider);
  }

  /** Until when nobody asks it; null: it is asked. */
  outOfReachUntil(providerId: string): Date | null {
    const failed = this.failed.get(providerId);
    return failed && failed.until > Date.now() ? new Date(failed.until) : null;
  }

  /** For openid-client: every call within the guard, all of one sign-in within one time. */
  fetching(signal?: AbortSignal): CustomFetch {
    return async (url, { method, headers, body }) =>
      this.outgoing.fetch(url, { method, headers, body: textOf(body), signal });
  }

  private knownOf({ id, version }: OidcProvider): Kept | null {
    const known = this.kept.get(id);
    return known?.version === version ? known : null;
  }

  /** Why it is not asked for a moment; null: it is. */
  private restsFor({ id, version }: OidcProvider): OutgoingProblem | null {
    const failed = this.failed.get(id);
    return failed?.version === version && failed.until > Date.now() ? failed.problem : null;
  }

  /** Everybody who asks at once waits for the same answer. */
  private read(provider: OidcProvider): Promise<ServerMetadata> {
    const key = `${provider.id} ${provider.version}`;
    const under = this.reading.get(key);
    if (under) return under;
    const reading = this.discovered(provider).finally(() => this.reading.delete(key));
    this.reading.set(key, reading);
    return reading;
  }

  private async discovered({ id, version, config }: OidcProvider): Promise<ServerMetadata> {
    try {
      const isPlain = config.issuer.startsWith('http:');
      const found = await discovery(new URL(config.issuer), config.clientId, undefined, undefined, {
        [customFetch]: this.fetching(AbortSignal.timeout(WHOLE_MS)),
        ...(isPlain && { execute: [allowInsecureRequests] }),
      });
      const metadata = { ...found.serverMetadata() };
      refuseOddAddresses(metadata, isPlain);
      remember(this.kept, id, { version, metadata, readAt: Date.now() });
      this.failed.delete(id);
      return metadata;
    } catch (error) {
      const problem = problemOf(error, config.issuer);
      remember(this.failed, id, { version, problem, until: Date.now() + REST_MS });
      throw problem;
    }
  }
}

/** Browsers are sent to these: nothing but the web, and no less safe than the issuer. */
function refuseOddAddresses({ issuer, ...metadata }: ServerMetadata, isPlain: boolean): void {
  const { authorization_endpoint, token_endpoint, jwks_uri, end_session_endpoint } = metadata;
  const needed = { authorization_endpoint, token_endpoint, jwks_uri };
  const missing = Object.entries(needed).find(([, address]) => typeof address !== 'string');
  if (missing) throw new OutgoingProblem('no-address', `${issuer} does not say its ${missing[0]}`);
  const schemes = isPlain ? ['http:', 'https:'] : ['https:'];
  for (const address of [...Object.values(needed), end_session_endpoint]) {
    if (address === undefined) continue;
    if (URL.canParse(address) && schemes.includes(new URL(address).protocol)) continue;
    throw new OutgoingProblem('no-address', `${issuer} names ${address.slice(0, 200)}, where nobody may be sent`);
  }
}

function problemOf(error: unknown, issuer: string): OutgoingProblem {
  const known = outgoingProblemOf(error);
  if (known) return known;
  const why = error instanceof Error ? error.message : String(error);
  return new OutgoingProblem('unreachable', `What ${issuer} says of itself can not be used: ${why}`);
}

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  return body instanceof URLSearchParams ? body.toString() : undefined;
}

function remember<T>(kept: Map<string, T>, id: string, value: T): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(id, value);
}
