import { Injectable } from '@nestjs/common';
import type { Expiring, ProviderDetail, ProviderKind, ProviderListItem, SyncCounts, SyncRun } from 'wardkeep/contracts';
import { providerActions } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Directories } from './ldap/directories.js';
import { OidcIssuers } from './oidc/oidc-issuers.js';
import { rulesOf } from './provider-kinds.js';
import { toProvider, type ProviderRecord } from './provider-record.js';
import { ProvidersRepository, type LatestSync } from './providers.repository.js';
import { SamlKeysRepository } from './saml/saml-keys.repository.js';
import { expiringAt } from './saml/saml-rules.js';
import { SsoEndpoints } from './sso/sso-endpoints.js';
import { SsoFailures } from './sso/sso-failures.service.js';

const NO_COUNTS: SyncCounts = { create: 0, update: 0, disable: 0, reenable: 0, skip: 0, unchanged: 0 };

/** A single provider as it is answered. */
@Injectable()
export class ProviderDetails {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly directories: Directories,
    private readonly issuers: OidcIssuers,
    private readonly endpoints: SsoEndpoints,
    private readonly failures: SsoFailures,
    private readonly samlKeys: SamlKeysRepository,
  ) {}

  async of(tx: ReadTx, actor: Actor, provider: ProviderRecord): Promise<ProviderDetail<ProviderKind>> {
    const sync = await this.providers.latestSync(tx, provider.id);
    const detail = {
      ...toProvider(provider),
      users: await this.providers.users(tx, provider.id),
      lastSync: sync && toSyncRun(sync),
      outOfReachUntil: this.outOfReachUntil(provider)?.toISOString() ?? null,
      ...(await this.ofSso(tx, provider)),
      ...providerActions(actor, provider),
    };
    return detail as ProviderDetail<ProviderKind>;
  }

  /** What the list tells of each, asked for all of them at once. */
  async listed(
    tx: ReadTx,
    providers: readonly ProviderRecord[],
  ): Promise<(row: ProviderRecord) => ProviderListItem<ProviderKind>> {
    const ids = providers.map(({ id }) => id);
    const users = await this.providers.usersOf(tx, ids);
    const syncs = await this.providers.latestSyncs(tx, ids);
    return (row) => {
      const sync = syncs.get(row.id);
      return { ...toProvider(row), users: users.get(row.id) ?? 0, lastSync: sync ? toSyncRun(sync) : null };
    };
  }

  private outOfReachUntil({ id, kind }: ProviderRecord): Date | null {
    if (kind === 'ldap') return this.directories.outOfReachUntil(id);
    return kind === 'oidc' ? this.issuers.outOfReachUntil(id) : null;
  }

  /** What of it must be replaced in time, on either side. */
  async expiring(tx: ReadTx, { id, kind, config }: ProviderRecord): Promise<readonly Expiring[]> {
    const now = await this.providers.now(tx);
    return [...rulesOf(kind).expiring(config, now), ...(await this.ownCertificates(tx, id, now))];
  }

  private async ofSso(tx: ReadTx, provider: ProviderRecord) {
    const { id, kind } = provider;
    if (kind === 'ldap') return {};
    return {
      endpoints: this.endpoints.of(kind, id),
      expiring: await this.expiring(tx, provider),
      failures: await this.failures.of(tx, id),
    };
  }

  private async ownCertificates(tx: ReadTx, id: string, now: Date): Promise<readonly Expiring[]> {
    const keys = await this.samlKeys.of(tx, id);
    return keys.map(({ certificate, expiresAt }) => expiringAt('sp-certificate', certificate, expiresAt, now));
  }
}

function toSyncRun(row: LatestSync): SyncRun {
  return {
    ...row,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    counts: { ...NO_COUNTS, ...row.counts },
  };
}
