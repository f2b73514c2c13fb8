import { Injectable } from '@nestjs/common';
import type { ProviderDetail, ProviderListItem, SyncCounts, SyncRun } from 'wardkeep/contracts';
import { providerActions } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Directories } from './ldap/directories.js';
import { toProvider, type ProviderRecord } from './provider-record.js';
import { ProvidersRepository, type LatestSync } from './providers.repository.js';

const NO_COUNTS: SyncCounts = { create: 0, update: 0, disable: 0, reenable: 0, skip: 0, unchanged: 0 };

/** A single provider as it is answered. */
@Injectable()
export class ProviderDetails {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly directories: Directories,
  ) {}

  async of(tx: ReadTx, actor: Actor, provider: ProviderRecord): Promise<ProviderDetail> {
    const sync = await this.providers.latestSync(tx, provider.id);
    return {
      ...toProvider(provider),
      users: await this.providers.users(tx, provider.id),
      lastSync: sync && toSyncRun(sync),
      outOfReachUntil: this.directories.outOfReachUntil(provider.id)?.toISOString() ?? null,
      ...providerActions(actor, provider),
    };
  }

  /** What the list tells of each, asked for all of them at once. */
  async listed(tx: ReadTx, providers: readonly ProviderRecord[]): Promise<(row: ProviderRecord) => ProviderListItem> {
    const ids = providers.map(({ id }) => id);
    const users = await this.providers.usersOf(tx, ids);
    const syncs = await this.providers.latestSyncs(tx, ids);
    return (row) => {
      const sync = syncs.get(row.id);
      return { ...toProvider(row), users: users.get(row.id) ?? 0, lastSync: sync ? toSyncRun(sync) : null };
    };
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
