import { Injectable } from '@nestjs/common';
import type { SessionPolicy, SettingValues } from 'wardkeep/contracts';
import { passwordAgesFrom, resolveSettings, valuesOf, type ResolvedSettings } from 'wardkeep/rules';
import { Config } from '../platform/config/config.js';
import { AccessBus, type AccessChange } from '../platform/database/access-bus.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { SettingsRepository, type StoredSettings } from './settings.repository.js';

/** The settings in force. */
export type Policies = SettingValues & {
  /** Passwords set earlier count as set then: passwords began to age when the mode was switched. */
  readonly passwordAgesFrom: Date | null;
};

/** How long sessions last: everywhere, and in the Domains that chose it themselves. */
export type SessionLimits = {
  readonly system: SessionPolicy;
  readonly domains: readonly (SessionPolicy & { readonly domainId: string })[];
};

const MOST_KEPT = 10_000;
const SYSTEM = 'system';

/**
 * The settings that act in a Domain, kept in memory until somebody on any instance changes them; while that can not be
 * heard, nothing is kept.
 */
@Injectable()
export class SettingsService {
  private readonly kept = new Map<string, Policies>();
  /** Counts what was heard: what was read before a change was heard is not kept after it. */
  private heard = 0;

  constructor(
    private readonly config: Config,
    private readonly bus: AccessBus,
    private readonly system: SystemUnitOfWork,
    private readonly settings: SettingsRepository,
  ) {
    bus.subscribe((change) => this.forget(change));
  }

  /** Within the caller's transaction. */
  async of(tx: ReadTx, domainId: string): Promise<Policies> {
    return this.kept.get(domainId) ?? this.read(tx, domainId);
  }

  /** Outside a transaction; a Domain that is unknown has the system's. */
  async in(domainId: string | null): Promise<Policies> {
    return this.kept.get(domainId ?? SYSTEM) ?? this.system.read((tx) => this.read(tx, domainId));
  }

  /** What acts at the level of the stored choices. */
  resolve(global: StoredSettings, domain: StoredSettings | null): ResolvedSettings {
    const configured = this.config.policies;
    return resolveSettings({ configured, global: global.chosen, domain: domain?.chosen ?? null });
  }

  /** In a transaction across Domains. */
  async sessionLimits(tx: ReadTx): Promise<SessionLimits> {
    const { global } = await this.settings.levels(tx, null);
    const domains = [...(await this.settings.ofDomains(tx))].map(([domainId, stored]) => ({
      domainId,
      ...valuesOf(this.resolve(global, stored)).sessions,
    }));
    return { system: valuesOf(this.resolve(global, null)).sessions, domains };
  }

  /** Past the memory, for what must not miss a change of a moment ago. */
  async read(tx: ReadTx, domainId: string | null): Promise<Policies> {
    const { heard } = this;
    const { global, domain } = await this.settings.levels(tx, domainId);
    const policies = this.policiesOf(global, domainId === null ? null : domain);
    const sawIt = tx.domainId === null || tx.domainId === domainId;
    if (this.bus.isHeard && heard === this.heard && sawIt) this.keep(domainId ?? SYSTEM, policies);
    return policies;
  }

  /** `domain`: null for the system's own. */
  policiesOf(global: StoredSettings, domain: StoredSettings | null): Policies {
    const resolved = this.resolve(global, domain);
    const agesFrom = { global: global.agesFrom, domain: domain?.agesFrom ?? null };
    return { ...valuesOf(resolved), passwordAgesFrom: passwordAgesFrom(resolved, agesFrom) };
  }

  private keep(key: string, policies: Policies): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, policies);
  }

  private forget({ kind, id }: AccessChange): void {
    if (kind !== 'domain') return;
    this.heard += 1;
    if (id === '*') this.kept.clear();
    else this.kept.delete(id);
  }
}
