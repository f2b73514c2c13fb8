import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { PasswordPolicyReport, Permission, Settings, SettingsPreview } from 'wardkeep/contracts';
import type { PasswordSettingsDto, UpdateSettingsDto } from 'wardkeep/contracts/dto';
import { deviations, holds, passwordFloor, toSettings, valuesOf } from 'wardkeep/rules';
import { happenedTo } from '../domains/domain-events.js';
import type { Actor, DomainRef } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry, Change } from '../platform/database/change.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { PasswordExpiryService } from './password-expiry.service.js';
import { SettingsChanges, type MadeChange, type Target, type Wish } from './settings-changes.service.js';
import { SettingsPreviewService } from './settings-preview.service.js';
import { SettingsRepository, type StoredLevels, type StoredSettings } from './settings.repository.js';
import { SettingsService } from './settings.service.js';

const SYSTEM: Target = { domain: null };

/** The settings as administrators see and change them: of the system, and of a Domain. */
@Injectable()
export class SettingsAdministration {
  constructor(
    private readonly service: SettingsService,
    private readonly settings: SettingsRepository,
    private readonly changes: SettingsChanges,
    private readonly previews: SettingsPreviewService,
    private readonly expiry: PasswordExpiryService,
    private readonly system: SystemUnitOfWork,
    private readonly bus: AccessBus,
  ) {}

  get(): Promise<Settings> {
    return this.system.read(async (tx) => this.shown(await this.settings.levels(tx, null), SYSTEM));
  }

  ofDomain(actor: Actor, id: string): Promise<Settings> {
    return this.system.read(async (tx) => {
      const domain = known(actor, 'settings:read', await this.settings.domain(tx, id), id);
      return this.shown(await this.settings.levels(tx, id), { domain });
    });
  }

  passwordPolicy(actor: Actor, id: string): Promise<PasswordPolicyReport> {
    return this.system.read(async (tx) => {
      known(actor, 'settings:read', await this.settings.domain(tx, id), id);
      return this.report(await this.settings.levels(tx, id));
    });
  }

  update(actor: Actor, version: number | null, patch: UpdateSettingsDto): Promise<Settings> {
    return this.system.write(actor, async (tx) => {
      const levels = await this.settings.lock(tx, null);
      const made = await this.made(tx, SYSTEM, levels, { version, patch });
      return this.settled(tx, actor, made, this.shown(made.after, SYSTEM));
    });
  }

  updateOfDomain(actor: Actor, id: string, version: number | null, patch: UpdateSettingsDto): Promise<Settings> {
    return this.system.write(actor, async (tx) => {
      const target = await this.locked(tx, actor, id);
      const made = await this.made(tx, target, await this.settings.lock(tx, id), { version, patch });
      return this.settled(tx, actor, made, this.shown(made.after, target));
    });
  }

  /** The whole password policy of a Domain: what is not sent is not chosen any more. */
  setPasswordPolicy(
    actor: Actor,
    id: string,
    version: number | null,
    passwords: PasswordSettingsDto,
  ): Promise<PasswordPolicyReport> {
    return this.system.write(actor, async (tx) => {
      const target = await this.locked(tx, actor, id);
      const wish: Wish = { version, patch: { passwords }, replacesPasswords: true };
      const made = await this.made(tx, target, await this.settings.lock(tx, id), wish);
      return this.settled(tx, actor, made, this.report(made.after));
    });
  }

  preview(patch: UpdateSettingsDto): Promise<SettingsPreview> {
    return this.system.read(async (tx) => {
      const made = await this.changes.make(tx, SYSTEM, await this.settings.levels(tx, null), { version: null, patch });
      return this.foreseen(tx, made);
    });
  }

  previewOfDomain(actor: Actor, id: string, patch: UpdateSettingsDto): Promise<SettingsPreview> {
    return this.system.read(async (tx) => {
      const domain = known(actor, 'settings:update', await this.settings.domain(tx, id), id);
      const levels = await this.settings.levels(tx, id);
      return this.foreseen(tx, await this.changes.make(tx, { domain }, levels, { version: null, patch }));
    });
  }

  private async locked(tx: WriteTx, actor: Actor, id: string): Promise<Target> {
    return { domain: known(actor, 'settings:update', await this.settings.lockDomain(tx, id), id) };
  }

  private async made(tx: WriteTx, target: Target, levels: StoredLevels, wish: Wish): Promise<MadeChange> {
    const made = await this.changes.make(tx, target, levels, wish);
    if (isDeepStrictEqual(made.own.before.chosen, made.own.after.chosen)) return { ...made, after: levels };
    const version = await this.save(tx, target, made.own.after);
    const own = { ...made.own.after, version };
    return { ...made, after: target.domain === null ? { ...levels, global: own } : { ...levels, domain: own } };
  }

  private save(tx: WriteTx, { domain }: Target, stored: StoredSettings): Promise<number> {
    return domain === null ? this.settings.saveGlobal(tx, stored) : this.settings.saveDomain(tx, domain.id, stored);
  }

  /** Tells every instance, the audit log and, in a dry run, the one who asks. */
  private async settled<T>(tx: WriteTx, actor: Actor, made: MadeChange, result: T): Promise<Change<T>> {
    const { target, changes } = made;
    if (changes.length === 0) return { result, unchanged: true };
    await this.bus.announce(tx, { kind: 'domain', id: target.domain?.id ?? '*' });
    if (made.changesAges) {
      const worker = { ...actor, domain: target.domain ?? actor.home };
      await this.expiry.start(tx, worker, target.domain?.id ?? null);
    }
    const warnings = actor.dryRun ? warningsOf(await this.foreseen(tx, made)) : [];
    return { result, audit: eventsOf(actor, made), effects: { warnings } };
  }

  private foreseen(tx: ReadTx, { target, own }: MadeChange): Promise<SettingsPreview> {
    return this.previews.of(tx, { domainId: target.domain?.id ?? null, ...own });
  }

  private shown({ global, domain }: StoredLevels, target: Target): Settings {
    if (target.domain === null) return toSettings(this.service.resolve(global, null), global.version);
    return toSettings(this.service.resolve(global, domain), domain.version);
  }

  private report({ global, domain }: StoredLevels): PasswordPolicyReport {
    const resolved = this.service.resolve(global, domain);
    const { passwords: effective, twoFactor } = valuesOf(resolved);
    const floor = passwordFloor(resolved, valuesOf(this.service.resolve(global, null)).passwords);
    const left = deviations(effective, { secondFactorEnforced: twoFactor.required });
    return { mode: effective.mode, effective, floor, deviations: left };
  }
}

/** A Domain whose settings the actor may not reach is as missing as one that never was. */
function known(actor: Actor, permission: Permission, domain: DomainRef | null, id: string): DomainRef {
  const mayReach = holds(actor.grants, permission, id === actor.home.id ? 'domain' : 'all');
  if (!domain || !mayReach) throw new Problem('domain-not-found');
  return domain;
}

function eventsOf(actor: Actor, { target, changes }: MadeChange): readonly [AuditEntry, ...AuditEntry[]] {
  if (target.domain) return happenedTo(target.domain, actor, { type: 'settings.updated', changes });
  const subject = { kind: 'settings', id: null, name: 'system' };
  return [{ type: 'settings.updated', subject, changes, domainId: actor.home.id }];
}

function warningsOf(preview: SettingsPreview): string[] {
  const counts: readonly (readonly [string, number])[] = [
    ['passwords-expiring', preview.passwordsExpiring],
    ['passwords-to-check', preview.passwordsToCheck],
    ['to-enrol', preview.toEnrol],
    ['sessions-over', preview.sessionsOver],
  ];
  const told = counts.filter(([, count]) => count > 0).map(([what, count]) => `${what}: ${count}`);
  return preview.sessionsOver === 0 ? ['ends-no-session', ...told] : told;
}
