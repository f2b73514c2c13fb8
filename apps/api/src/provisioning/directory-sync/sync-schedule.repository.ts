import { Injectable } from '@nestjs/common';
import type { DomainRef } from '../../platform/actor.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import type { SyncTarget } from './sync-runs.repository.js';

export type DueProvider = { readonly providerId: string; readonly domain: DomainRef };

export type ClaimedProvider = SyncTarget & {
  readonly schedule: string | null;
  readonly timeZone: string;
  readonly nextSyncAt: Date;
  /** The database's clock. */
  readonly now: Date;
};

/** Further away than a daily schedule ever is: the clock may have been set back since. */
const FAR = `interval '2 days'`;
const TO_LOOK_AT = `enabled AND (next_sync_at <= now() OR next_sync_at > now() + ${FAR})`;

@Injectable()
export class SyncScheduleRepository {
  /** Of every Domain that is enabled. */
  async due(tx: ReadTx, limit: number): Promise<DueProvider[]> {
    const rows = await tx.sql<{ providerId: string; domainId: string; domainName: string }>(
      `SELECT p.id AS "providerId", d.id AS "domainId", d.name AS "domainName"
         FROM (SELECT * FROM provider WHERE kind = 'ldap' AND ${TO_LOOK_AT}) p
         JOIN domain d ON d.id = p.domain_id AND d.enabled ORDER BY p.next_sync_at LIMIT $1`,
      [limit],
    );
    return rows.map(({ providerId, domainId, domainName }) => ({
      providerId,
      domain: { id: domainId, name: domainName },
    }));
  }

  /** Locks the provider if it is still to be looked at and nobody else does. */
  async claim(tx: WriteTx, providerId: string): Promise<ClaimedProvider | null> {
    const [row] = await tx.sql<ClaimedProvider>(
      `SELECT id, name, enabled, config->>'schedule' AS schedule, config->>'timeZone' AS "timeZone",
              next_sync_at AS "nextSyncAt", now() AS now
         FROM provider WHERE id = $1 AND ${TO_LOOK_AT} FOR UPDATE SKIP LOCKED`,
      [providerId],
    );
    return row ?? null;
  }

  async setNext(tx: WriteTx, providerId: string, next: Date | null): Promise<void> {
    await tx.sql('UPDATE provider SET next_sync_at = $2 WHERE id = $1', [providerId, next]);
  }
}
