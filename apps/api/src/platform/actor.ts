import type { BuiltInRole, Permission, Scope } from 'wardkeep/contracts';

/** A Domain as far as an actor needs it. */
export type DomainRef = { readonly id: string; readonly name: string };

/** Where a request came from: kept with every audit event. */
export type Origin = {
  readonly address: string | null;
  readonly device: string | null;
  readonly requestId: string | null;
  readonly sessionId: string | null;
  readonly reason: string | null;
};

/** Scope: actor and route. `requestHash` tells the same request from another one with the same key. */
export type OnceKey = { readonly key: string; readonly route: string; readonly requestHash: Buffer };

/** Somebody signed in. `domain` is where they work; it differs from `home` only for a System Administrator. */
export type Actor = {
  readonly kind: 'user';
  readonly userId: string;
  readonly username: string;
  readonly home: DomainRef;
  readonly domain: DomainRef;
  readonly roleKind: BuiltInRole | null;
  readonly grants: ReadonlyMap<Permission, Scope>;
  /** Whether writes are only tried: `?dryRun=true`. */
  readonly dryRun: boolean;
  /** The key of a POST that is to be carried out once; null when none was sent. */
  readonly once: OnceKey | null;
  readonly origin: Origin;
};

/** Wardkeep itself or somebody not yet signed in, confined to one Domain. */
export type DomainActor = { readonly kind: 'domain'; readonly domain: DomainRef; readonly origin: Origin };

export type AnyActor = Actor | DomainActor;

export const NOWHERE: Origin = { address: null, device: null, requestId: null, sessionId: null, reason: null };

export function inDomain(domain: DomainRef, origin: Origin = NOWHERE): DomainActor {
  return { kind: 'domain', domain, origin };
}
