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

/** What a directory says of somebody who wants in. */
export type Proof =
  | { readonly kind: 'proven'; readonly entry: DirectoryEntry }
  | { readonly kind: 'refused'; readonly because: ProofRefusal }
  /** `detail` is for administrators: it names hosts and what they answered. */
  | { readonly kind: 'unavailable'; readonly detail: string };
