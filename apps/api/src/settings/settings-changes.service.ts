import { Injectable } from '@nestjs/common';
import type { FieldChange } from 'wardkeep/contracts';
import type { UpdateSettingsDto } from 'wardkeep/contracts/dto';
import {
  agesFromAfter,
  changeSettings,
  isOfPasswords,
  passwordAgesFrom,
  SETTING_NAMES,
  type ChosenSettings,
  type ResolvedSettings,
  type SettingName,
} from 'wardkeep/rules';
import type { DomainRef } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { refuseSettings } from './settings-refusals.js';
import { SettingsRepository, type StoredLevels, type StoredSettings } from './settings.repository.js';
import { SettingsService } from './settings.service.js';
import { StorablePasswords } from './storable-passwords.service.js';

/** Whose settings: a Domain's, or the system's (null). */
export type Target = { readonly domain: DomainRef | null };

export type Wish = {
  /** The version that the change is based on; null: whatever there is. */
  readonly version: number | null;
  readonly patch: UpdateSettingsDto;
  /** Whether password settings that are not sent are not chosen any more. */
  readonly replacesPasswords?: boolean;
};

export type MadeChange = {
  readonly target: Target;
  /** What is stored at the target's own level. */
  readonly own: { readonly before: StoredSettings; readonly after: StoredSettings };
  readonly after: StoredLevels;
  readonly changes: readonly FieldChange[];
  /** Whether passwords expire at other times than before. */
  readonly changesAges: boolean;
};

/** What a change of settings comes to, refused or worked out; nothing is written. */
@Injectable()
export class SettingsChanges {
  constructor(
    private readonly config: Config,
    private readonly service: SettingsService,
    private readonly settings: SettingsRepository,
    private readonly storable: StorablePasswords,
  ) {}

  async make(tx: ReadTx, target: Target, levels: StoredLevels, wish: Wish): Promise<MadeChange> {
    const own = target.domain === null ? levels.global : levels.domain;
    if (wish.version !== null && wish.version !== own.version) {
      throw new Problem('stale-version', { current: own.version });
    }
    const from = wish.replacesPasswords ? withoutPasswords(own.chosen) : own.chosen;
    const layers = { configured: this.config.policies, global: levels.global.chosen };
    const { chosen, refusals } = changeSettings(
      target.domain === null ? { ...layers, global: from, domain: null } : { ...layers, domain: from },
      wish.patch,
    );
    refuseSettings(refusals);

    const now = await this.settings.now(tx);
    const [before, after] = [this.resolved(levels, target, own), this.resolved(levels, target, { ...own, chosen })];
    this.storable.refuseUnlessStorable(after);
    const agesFrom = this.agesFrom(levels, target, { before, after, chosen, now });
    const next: StoredSettings = { ...own, chosen, agesFrom };
    return {
      target,
      own: { before: own, after: next },
      after: target.domain === null ? { ...levels, global: next } : { ...levels, domain: next },
      changes: changesOf(before, after, own.chosen, chosen),
      changesAges:
        before['passwords.maxAgeDays'].value !== after['passwords.maxAgeDays'].value ||
        this.policiesAge(levels, target, own) !== this.policiesAge(levels, target, next),
    };
  }

  private resolved({ global }: StoredLevels, { domain }: Target, own: StoredSettings): ResolvedSettings {
    return domain === null ? this.service.resolve(own, null) : this.service.resolve(global, own);
  }

  private policiesAge({ global }: StoredLevels, { domain }: Target, own: StoredSettings): number | undefined {
    const policies = domain === null ? this.service.policiesOf(own, null) : this.service.policiesOf(global, own);
    return policies.passwordAgesFrom?.getTime();
  }

  /** A Domain that chooses for itself goes on from where its passwords aged before. */
  private agesFrom(
    { global, domain }: StoredLevels,
    target: Target,
    change: { before: ResolvedSettings; after: ResolvedSettings; chosen: ChosenSettings; now: Date },
  ): Date | null {
    const { before, after, chosen, now } = change;
    if (target.domain === null) return agesFromAfter(before, after, global.agesFrom, now);
    const isAboutPasswords = SETTING_NAMES.some((name) => isOfPasswords(name) && chosen[name] !== domain.chosen[name]);
    if (!isAboutPasswords) return domain.agesFrom;
    const since = passwordAgesFrom(before, { global: global.agesFrom, domain: domain.agesFrom });
    return agesFromAfter(before, after, since, now);
  }
}

function withoutPasswords(chosen: ChosenSettings): ChosenSettings {
  return Object.fromEntries(Object.entries(chosen).filter(([name]) => !isOfPasswords(name as SettingName)));
}

/** Per setting what acted and what acts, also where only the choice changed and its effect did not. */
function changesOf(
  before: ResolvedSettings,
  after: ResolvedSettings,
  choseBefore: ChosenSettings,
  chosen: ChosenSettings,
): FieldChange[] {
  return SETTING_NAMES.filter(
    (name) => before[name].value !== after[name].value || choseBefore[name] !== chosen[name],
  ).map((name) => ({ field: name, before: before[name].value, after: after[name].value }));
}
