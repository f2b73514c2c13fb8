import { Injectable } from '@nestjs/common';
import { LIMITS, type SettingsPreview } from 'wardkeep/contracts';
import type { ReadTx } from '../platform/database/transaction.js';
import { SettingsPreviewRepository, type Reach } from './settings-preview.repository.js';
import { SettingsRepository, type StoredSettings } from './settings.repository.js';
import { SettingsService, type Policies } from './settings.service.js';

/** A change of settings that is not made yet. `domainId`: null for the system's own. */
export type Intended = {
  readonly domainId: string | null;
  readonly before: StoredSettings;
  readonly after: StoredSettings;
};

/** The same change for all Domains of one reach. */
type Effect = { readonly reach: Reach; readonly before: Policies; readonly after: Policies };

const DAY = 24 * 60 * 60 * 1000;
const NOBODY: SettingsPreview = { passwordsExpiring: 0, passwordsToCheck: 0, toEnrol: 0, sessionsOver: 0 };

/** Whom a change of settings would concern. */
@Injectable()
export class SettingsPreviewService {
  constructor(
    private readonly service: SettingsService,
    private readonly settings: SettingsRepository,
    private readonly counts: SettingsPreviewRepository,
  ) {}

  /** In a transaction across Domains. */
  async of(tx: ReadTx, intended: Intended): Promise<SettingsPreview> {
    const now = await this.settings.now(tx);
    let sum = NOBODY;
    for (const effect of await this.effects(tx, intended)) {
      sum = added(sum, {
        passwordsExpiring: await this.expiring(tx, effect, now),
        passwordsToCheck: await this.toCheck(tx, effect),
        toEnrol: await this.toEnrol(tx, effect),
        sessionsOver: await this.sessionsOver(tx, effect),
      });
    }
    return sum;
  }

  private async effects(tx: ReadTx, { domainId, before, after }: Intended): Promise<Effect[]> {
    const policies = (global: StoredSettings, own: StoredSettings | null) => this.service.policiesOf(global, own);
    if (domainId !== null) {
      const { global } = await this.settings.levels(tx, null);
      return [{ reach: { only: [domainId] }, before: policies(global, before), after: policies(global, after) }];
    }
    const choosing = await this.settings.ofDomains(tx);
    const alike = new Map<string, Effect & { readonly reach: { readonly only: string[] } }>();
    for (const [id, own] of choosing) {
      const effect = { before: policies(before, own), after: policies(after, own) };
      const key = JSON.stringify(effect);
      const known = alike.get(key);
      if (known) known.reach.only.push(id);
      else alike.set(key, { reach: { only: [id] }, ...effect });
    }
    const others = {
      reach: { allBut: [...choosing.keys()] },
      before: policies(before, null),
      after: policies(after, null),
    };
    return [others, ...alike.values()];
  }

  private async expiring(tx: ReadTx, { reach, before, after }: Effect, now: Date): Promise<number> {
    const olderThan = oldestOf(after, now);
    if (olderThan === null) return 0;
    const notOlderThan = oldestOf(before, now);
    if (notOlderThan !== null && notOlderThan <= olderThan) return 0;
    return this.counts.olderPasswords(tx, reach, { olderThan, notOlderThan });
  }

  private async toCheck(tx: ReadTx, { reach, before, after }: Effect): Promise<number> {
    const { mode } = after.passwords;
    return mode === before.passwords.mode ? 0 : this.counts.otherMode(tx, reach, mode);
  }

  private async toEnrol(tx: ReadTx, { reach, before, after }: Effect): Promise<number> {
    const isNew = after.twoFactor.required && !before.twoFactor.required;
    return isNew ? this.counts.withoutSecondFactor(tx, reach) : 0;
  }

  private async sessionsOver(tx: ReadTx, { reach, before, after }: Effect): Promise<number> {
    const [now, then] = [before.sessions, after.sessions];
    const isStricter =
      then.maxConcurrent < now.maxConcurrent ||
      then.idleMinutes < now.idleMinutes ||
      then.absoluteMinutes < now.absoluteMinutes;
    return isStricter ? this.counts.sessionsOver(tx, reach, now, then) : 0;
  }
}

/** From how many days on a password is too old; null: none is. */
function oldestOf({ passwords, passwordAgesFrom }: Policies, now: Date): number | null {
  const { maxAgeDays } = passwords;
  if (maxAgeDays === 0) return null;
  const hasBegun = passwordAgesFrom === null || passwordAgesFrom.getTime() <= now.getTime() - maxAgeDays * DAY;
  return hasBegun ? maxAgeDays : null;
}

function added(one: SettingsPreview, other: SettingsPreview): SettingsPreview {
  const sum = (name: keyof SettingsPreview) => Math.min(LIMITS.countedRows, one[name] + other[name]);
  return {
    passwordsExpiring: sum('passwordsExpiring'),
    passwordsToCheck: sum('passwordsToCheck'),
    toEnrol: sum('toEnrol'),
    sessionsOver: sum('sessionsOver'),
  };
}
