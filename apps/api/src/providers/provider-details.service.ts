import { Injectable } from '@nestjs/common';
import type { Expiring, ProviderDetail, ProviderKind, ProviderListItem, SyncCounts, SyncRun } from 'wardkeep/contracts';
import { providerActions } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Directories } from './ldap/directories.js';
import { OidcIssuers } from './oidc/oidc-issuers.js';
import { rulesOf } from './provider-kinds.js';
import { toProvider, type ProviderRecord } from './provider-record.js';
import { ProvidersRepository, type LatestSync, type ProviderGlance } from './providers.repository.js';
import { SamlKeysRepository } from './saml/saml-keys.repository.js';
import { expiringAt } from './saml/saml-rules.js';
import { SsoEndpoints } from './sso/sso-endpoints.js';
import { SsoFailures } from './sso/sso-failures.service.js';

const NO_COUNTS: SyncCounts = { create: 0, update: 0, disable: 0, reenable: 0, skip: 0, unchanged: 0 };

type ListItem = ProviderListItem<ProviderKind>;

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
    const glance = await this.providers.glance(tx, provider.id);
    const detail = {
      ...toProvider(provider),
      ...useOf(provider, glance),
      outOfReachUntil: this.outOfReachUntil(provider)?.toISOString() ?? null,
      warnings: rulesOf(provider.kind).warnings(provider.config),
      ...(await this.ofSso(tx, provider)),
      ...providerActions(actor, provider),
    };
    return detail as ProviderDetail<ProviderKind>;
  }

  /** What the list tells of each, asked for all of them at once. */
  async listed(tx: ReadTx, providers: readonly ProviderRecord[]): Promise<(row: ProviderRecord) => ListItem> {
    const glances = await this.providers.glances(
      tx,
      providers.map(({ id }) => id),
    );
    const now = await this.providers.now(tx);
    return (row) => {
      const glance = glances.get(row.id);
      if (!glance) throw new Error('A provider of the list was not looked at');
      const item = { ...toProvider(row), ...useOf(row, glance) };
      return (row.kind === 'ldap' ? item : { ...item, expires: soonestOf(row, glance, now) }) as ListItem;
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

function useOf({ kind }: ProviderRecord, { users, lastSync, lastSignInAt, lastFailure }: ProviderGlance) {
  const use = { users, lastSync: lastSync && toSyncRun(lastSync) };
  if (kind === 'ldap') return use;
  return {
    ...use,
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
    lastFailure: lastFailure && { ...lastFailure, at: instant(lastFailure.at) },
  };
}

/** What has to be replaced first, on either side. */
function soonestOf({ kind, config }: ProviderRecord, { ownCertificate: own }: ProviderGlance, now: Date) {
  const ours = own ? [expiringAt('sp-certificate', own.certificate, new Date(own.expiresAt), now)] : [];
  const all = [...rulesOf(kind).expiring(config, now), ...ours];
  return all.sort((one, other) => one.expiresAt.localeCompare(other.expiresAt))[0] ?? null;
}

const instant = (written: string) => new Date(written).toISOString();

function toSyncRun(row: LatestSync): SyncRun {
  return {
    ...row,
    startedAt: instant(row.startedAt),
    endedAt: row.endedAt === null ? null : instant(row.endedAt),
    counts: { ...NO_COUNTS, ...row.counts },
  };
}
