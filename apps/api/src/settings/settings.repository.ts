import { Injectable } from '@nestjs/common';
import type { ChosenSettings } from 'wardkeep/rules';
import type { DomainRef } from '../platform/actor.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

/** What is chosen at one level, as it is stored. */
export type StoredSettings = {
  readonly chosen: ChosenSettings;
  /** Since when passwords age by this level's choice; null: they always did. */
  readonly agesFrom: Date | null;
  readonly version: number;
};

export type StoredLevels = { readonly global: StoredSettings; readonly domain: StoredSettings };

/** Beside the settings in the same column: no setting, and never shown. */
const AGES_FROM = 'passwordAgesFrom';

type Chosen = ChosenSettings & { readonly [AGES_FROM]?: string };
type Row = { readonly chosen: Chosen; readonly version: number };

const NOTHING: StoredSettings = { chosen: {}, agesFrom: null, version: 1 };

@Injectable()
export class SettingsRepository {
  /** A Domain that chose nothing, and one that is not there, have nothing chosen. */
  async levels(tx: ReadTx, domainId: string | null): Promise<StoredLevels> {
    const rows = await tx.sql<Row & { readonly is_global: boolean }>(
      `SELECT true AS is_global, chosen, version FROM global_settings
       UNION ALL SELECT false, chosen, version FROM domain_settings WHERE domain_id = $1`,
      [domainId],
    );
    const level = (isGlobal: boolean) => toStored(rows.find((row) => row.is_global === isGlobal));
    return { global: level(true), domain: level(false) };
  }

  /** The levels as they stay until the transaction ends. Whoever changes a Domain's waits for who changes the system's. */
  async lock(tx: WriteTx, domainId: string | null): Promise<StoredLevels> {
    await tx.sql('SELECT FROM global_settings FOR UPDATE');
    return this.levels(tx, domainId);
  }

  async saveGlobal(tx: WriteTx, { chosen, agesFrom }: Omit<StoredSettings, 'version'>): Promise<number> {
    const [row] = await tx.sql<{ version: number }>(
      `UPDATE global_settings SET chosen = $1, version = version + 1, updated_at = now() RETURNING version`,
      [toColumn(chosen, agesFrom)],
    );
    return row?.version ?? 1;
  }

  async saveDomain(
    tx: WriteTx,
    domainId: string,
    { chosen, agesFrom }: Omit<StoredSettings, 'version'>,
  ): Promise<number> {
    const [row] = await tx.sql<{ version: number }>(
      `INSERT INTO domain_settings (domain_id, chosen, version) VALUES ($1, $2, 2)
       ON CONFLICT (domain_id) DO UPDATE
          SET chosen = EXCLUDED.chosen, version = domain_settings.version + 1, updated_at = now()
       RETURNING version`,
      [domainId, toColumn(chosen, agesFrom)],
    );
    return row?.version ?? 1;
  }

  async domain(tx: ReadTx, id: string): Promise<DomainRef | null> {
    const [row] = await tx.sql<DomainRef>('SELECT id, name FROM domain WHERE id = $1', [id]);
    return row ?? null;
  }

  /** The Domain, which is not deleted before the transaction ends. */
  async lockDomain(tx: WriteTx, id: string): Promise<DomainRef | null> {
    const [row] = await tx.sql<DomainRef>('SELECT id, name FROM domain WHERE id = $1 FOR KEY SHARE', [id]);
    return row ?? null;
  }

  async now(tx: ReadTx): Promise<Date> {
    const [row] = await tx.sql<{ now: Date }>('SELECT now()');
    return row?.now ?? new Date();
  }

  /** Every Domain that chose something; in a transaction across Domains. */
  async ofDomains(tx: ReadTx): Promise<ReadonlyMap<string, StoredSettings>> {
    const rows = await tx.sql<Row & { readonly id: string }>(
      `SELECT domain_id AS id, chosen, version FROM domain_settings WHERE chosen <> '{}' ORDER BY domain_id`,
    );
    return new Map(rows.map((row) => [row.id, toStored(row)]));
  }
}

function toStored(row: Row | undefined): StoredSettings {
  if (!row) return NOTHING;
  const { [AGES_FROM]: agesFrom, ...chosen } = row.chosen;
  return { chosen, agesFrom: agesFrom === undefined ? null : new Date(agesFrom), version: row.version };
}

function toColumn(chosen: ChosenSettings, agesFrom: Date | null): string {
  return JSON.stringify({ ...chosen, ...(agesFrom && { [AGES_FROM]: agesFrom.toISOString() }) });
}
