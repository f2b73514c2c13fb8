import type { SsoProtocol, SsoRefusal } from 'wardkeep/contracts';
import type { SsoAnswer } from '../methods/sso-method.js';
import type { SignInOutcome } from '../sign-in-flow.service.js';

type SignedIn = Extract<SignInOutcome, { kind: 'signed-in' }>;

/** What whoever is turned away is told; the reason is for administrators, who find it by the reference. */
export type SsoRefusedOutcome = {
  readonly kind: 'refused';
  readonly code: 'sso-refused' | 'sso-state-invalid' | 'provider-unavailable' | 'provider-not-found' | 'body-too-large';
  readonly reference: string | null;
  /** The name of the Domain; null: not known. */
  readonly domain: string | null;
  /** Null: nothing that tells of an attack on an account. */
  readonly reason: SsoRefusal | null;
  readonly username: string;
  readonly returnTo: string;
};

type Away = { readonly url: string; readonly protocol: SsoProtocol; readonly browser: string };

export type SsoOutcome =
  | ({ readonly kind: 'redirect' } & Away)
  | ({ readonly kind: 'post'; readonly fields: Readonly<Record<string, string>> } & Away)
  | { readonly kind: 'signed-in'; readonly signedIn: SignedIn; readonly returnTo: string }
  | { readonly kind: 'tested'; readonly returnTo: string }
  | SsoRefusedOutcome;

/** What a browser brings back from a provider. */
export type SsoReturn = {
  readonly protocol: SsoProtocol;
  readonly providerId: string;
  /** As it came: `state`, `RelayState`; null: none. */
  readonly state: string | null;
  readonly answer: SsoAnswer;
  /** Its cookie. */
  readonly browser: string | null;
};
