import type { Provider, ProviderConfig, ProviderConfigs, ProviderKind } from 'wardkeep/contracts';
import type { Subject } from '../platform/database/change.js';
import type { Place } from '../platform/crypto/secret-box.js';
import { rulesOf } from './provider-kinds.js';

/** A provider as it is stored. */
export type ProviderRecord = {
  readonly id: string;
  readonly domainId: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly enabled: boolean;
  /** Of its kind. */
  readonly config: ProviderConfig;
  /** Sealed. */
  readonly secret: string | null;
  readonly secretAt: Date | null;
  readonly nextSyncAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type RecordOf<Kind extends ProviderKind> = ProviderRecord & {
  readonly kind: Kind;
  readonly config: ProviderConfigs[Kind];
};

export function isOf<Kind extends ProviderKind>(record: ProviderRecord, kind: Kind): record is RecordOf<Kind> {
  return record.kind === kind;
}

/** Where its secret lies: in another row or Domain it does not open. */
export function secretPlace({ id, domainId }: Pick<ProviderRecord, 'id' | 'domainId'>): Place {
  return { purpose: 'provider-secret', table: 'provider', column: 'secret', rowId: id, domainId };
}

export function subjectOf({ id, name }: Pick<ProviderRecord, 'id' | 'name'>): Subject {
  return { kind: 'provider', id, name };
}

export function toProvider(provider: ProviderRecord): Provider<ProviderKind> {
  const { id, kind, name, enabled, config, nextSyncAt, version } = provider;
  const answer = {
    id,
    kind,
    name,
    enabled,
    config,
    secrets: secretsOf(provider),
    nextSyncAt: nextSyncAt?.toISOString() ?? null,
    version,
    createdAt: provider.createdAt.toISOString(),
    updatedAt: provider.updatedAt.toISOString(),
  };
  return answer as Provider<ProviderKind>;
}

const SECRETS: Readonly<Record<ProviderKind, readonly string[]>> = {
  ldap: ['bindPassword'],
  saml: [],
  oidc: ['clientSecret', 'privateKey'],
};

/** Which are kept, and since when. */
function secretsOf({ kind, config, secretAt }: ProviderRecord) {
  const kept = rulesOf(kind).secretOf(config);
  const setAt = secretAt && { setAt: secretAt.toISOString() };
  return Object.fromEntries(SECRETS[kind].map((field) => [field, field === kept ? setAt : null]));
}
