import type { LdapConfig } from 'wardkeep/contracts';
import type { Secret } from '../../platform/secret.js';
import type { DirectoryEntry } from './directory-entry.js';

/** A directory of a Domain with what is needed to reach it. */
export type LdapProvider = {
  readonly id: string;
  readonly domainId: string;
  readonly name: string;
  /** Every change makes the next one. */
  readonly version: number;
  readonly config: LdapConfig;
  readonly bindPassword: Secret | null;
};

export type ProofRefusal =
  'no-entry' | 'ambiguous' | 'not-admitted' | 'wrong-password' | 'account-disabled' | 'empty-password';

export type Refused<Because extends ProofRefusal = ProofRefusal> = {
  readonly kind: 'refused';
  readonly because: Because;
};

/** `detail` is for administrators: it names hosts and what they answered. */
export type Unavailable = { readonly kind: 'unavailable'; readonly detail: string };

/** Whom a directory knows by a name. */
export type Lookup =
  { readonly kind: 'found'; readonly entry: DirectoryEntry } | Refused<'no-entry' | 'ambiguous'> | Unavailable;

/** What a directory says of somebody who wants in; the entry is as it is after they were let in. */
export type Proof = { readonly kind: 'proven'; readonly entry: DirectoryEntry } | Refused | Unavailable;
