import type { SsoProtocol, SsoRawPart, SsoRefusal } from 'wardkeep/contracts';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';

/** What a method keeps between leaving and coming back; sealed in the row of the attempt. */
export type SsoSecrets = Record<string, unknown>;

/** What the browser brought back. `raw` is the query string without `?` (redirects) or the body as sent (posts). */
export type SsoAnswer = {
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
  readonly raw: string;
};

/** Whom the provider vouches for: who that is, or becomes, here is not the method's to say. */
export type SsoPerson = {
  /** What the provider never gives to somebody else: `sub`, the persistent NameID. */
  readonly subject: string;
  /** Everything that it says of them, by name; an email that is not to be taken is left out. */
  readonly claims: Readonly<Record<string, unknown>>;
};

/** The provider's own session, so that either side can end the other's. */
export type ProviderSession = {
  /** `sid`, SessionIndex. */
  readonly sid: string | null;
  /** What tells the provider whom to sign out; sealed. */
  readonly secrets: SsoSecrets | null;
};

/** Taken once: the same a second time, also at the same moment, is refused as replayed. */
export type Consumed = { readonly id: string; readonly expiresAt: Date };

/** What came from the provider, for whoever tries it: made when somebody looks. */
export type Raw = () => readonly SsoRawPart[];

export type SsoRefused = {
  readonly kind: 'refused';
  readonly because: SsoRefusal;
  /** For administrators alone: may name what was expected and what came. */
  readonly detail: string;
  readonly subject?: string | null;
  readonly raw?: Raw;
};

/** `detail` is for administrators: it names hosts and what they answered. */
export type SsoUnavailable = { readonly kind: 'unavailable'; readonly detail: string };

export type SsoBegun =
  | { readonly kind: 'redirect'; readonly url: string; readonly secrets: SsoSecrets }
  | {
      readonly kind: 'post';
      readonly url: string;
      readonly fields: Readonly<Record<string, string>>;
      readonly secrets: SsoSecrets;
    }
  | SsoUnavailable;

export type SsoVerdict =
  | {
      readonly kind: 'proven';
      readonly person: SsoPerson;
      readonly session: ProviderSession;
      readonly consumed?: readonly Consumed[];
      readonly raw?: Raw;
    }
  | SsoRefused
  | SsoUnavailable;

/**
 * One way to be vouched for by somebody else: the browser is sent there and comes back with an answer. The method talks
 * to the outside and gives a verdict; attempts, accounts, gates, sessions and audit are SsoSignIn's, once for all.
 */
export interface SsoMethod<Protocol extends SsoProtocol = SsoProtocol> {
  readonly protocol: Protocol;
  /** `state` must come back unread with the answer: it finds the attempt (`state`, `RelayState`). */
  begin(provider: SsoProvider<Protocol>, state: string): Promise<SsoBegun>;
  /** `secrets`: what `begin` gave; null when the provider came by itself. */
  finish(provider: SsoProvider<Protocol>, answer: SsoAnswer, secrets: SsoSecrets | null): Promise<SsoVerdict>;
  /** Where the browser goes to end the provider's session too; null: the provider does not offer it. */
  signOutUrl(
    provider: SsoProvider<Protocol>,
    session: ProviderSession & { readonly subject: string },
  ): Promise<string | null>;
}
