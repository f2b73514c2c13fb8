import type { FieldChange } from './audit-events.js';

/** A key of ours, as far as others may know it. */
export type SamlKeyView = {
  /** `next`: published beside the active one until the provider knows it. */
  readonly state: 'active' | 'next';
  /** PEM. */
  readonly certificate: string;
  readonly fingerprint: string;
  readonly createdAt: string;
  readonly expiresAt: string;
};

/** What became of reading a provider's metadata at its address. */
export type SamlMetadataView = {
  readonly readAt: string | null;
  readonly failedAt: string | null;
  readonly failure: string | null;
  readonly validUntil: string | null;
  /** What it says otherwise than what is used; waits for somebody to adopt it. */
  readonly pending: { readonly at: string; readonly changes: readonly FieldChange[] } | null;
};

/** What a SAML provider and we must replace in time. */
export type SamlUpkeep = { readonly keys: readonly SamlKeyView[]; readonly metadata: SamlMetadataView };
