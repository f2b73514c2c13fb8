import type { LinkingRefusal } from 'wardkeep/rules';

/** Why somebody of a directory or identity provider was turned away, beside what the gates say. */
export type OutsideRefusal =
  | LinkingRefusal
  /** The account does not sign in this way, or not through the chosen provider. */
  | 'other-login-method'
  | 'not-in-directory'
  | 'ambiguous-entry'
  | 'empty-password'
  /** The chosen provider is none of the Domain's that are enabled. */
  | 'unknown-provider'
  | 'provider-disabled'
  | 'provider-gone';
