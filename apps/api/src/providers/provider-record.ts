import type { LdapConfig, Provider, ProviderKind } from 'wardkeep/contracts';
import type { Subject } from '../platform/database/change.js';
import type { Place } from '../platform/crypto/secret-box.js';

/** A provider as it is stored. */
export type ProviderRecord = {
  readonly id: string;
  readonly domainId: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly config: LdapConfig;
  /** Sealed. */
  readonly secret: string | null;
  readonly secretAt: Date | null;
  readonly nextSyncAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Where its secret lies: in another row or Domain it does not open. */
export function secretPlace({ id, domainId }: Pick<ProviderRecord, 'id' | 'domainId'>): Place {
  return { purpose: 'provider-secret', table: 'provider', column: 'secret', rowId: id, domainId };
}

export function subjectOf({ id, name }: Pick<ProviderRecord, 'id' | 'name'>): Subject {
  return { kind: 'provider', id, name };
}

export function toProvider(provider: ProviderRecord): Provider {
  const { id, kind, name, enabled, config, secretAt, nextSyncAt, version } = provider;
  return {
    id,
    kind,
    name,
    enabled,
    config,
    secrets: { bindPassword: secretAt === null ? null : { setAt: secretAt.toISOString() } },
    nextSyncAt: nextSyncAt?.toISOString() ?? null,
    version,
    createdAt: provider.createdAt.toISOString(),
    updatedAt: provider.updatedAt.toISOString(),
  };
}
