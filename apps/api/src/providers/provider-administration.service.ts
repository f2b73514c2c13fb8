import { Injectable } from '@nestjs/common';
import type { Page, ProviderDetail, ProviderKind, ProviderListItem } from 'wardkeep/contracts';
import type {
  CreateProviderDto,
  ProviderConfigDto,
  ProvidersQueryDto,
  UpdateProviderDto,
} from 'wardkeep/contracts/dto';
import { mayDeleteProvider } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry, Change } from '../platform/database/change.js';
import { decodeCursor, pageOf } from '../platform/database/keyset.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { newId } from '../platform/ids.js';
import { OutgoingGuard } from '../platform/outgoing/outgoing-guard.js';
import { differencesOf, madeOf } from './provider-changes.js';
import { ProviderDetails } from './provider-details.service.js';
import { ProviderDrafts } from './provider-drafts.service.js';
import { rulesOf } from './provider-kinds.js';
import { subjectOf, type ProviderRecord } from './provider-record.js';
import {
  goneWith,
  ProviderRoles,
  refuseFaults,
  refuseOtherConfig,
  refuseUnlessTyped,
  shutOut,
} from './provider-refusals.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { sealedFor } from './kept-secret.js';
import { ProvidersRepository } from './providers.repository.js';
import { SamlMetadata } from './saml/saml-metadata.service.js';

const MOST_PROVIDERS = 20;

type AnyDetail = ProviderDetail<ProviderKind>;
type AnyItem = ProviderListItem<ProviderKind>;
type Saved = Required<Pick<AuditEntry, 'type' | 'changes'>> & { readonly warnings: readonly string[] };

/** How the providers of a Domain come, change and go. */
@Injectable()
export class ProviderAdministration {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly details: ProviderDetails,
    private readonly drafts: ProviderDrafts,
    private readonly secrets: ProviderSecrets,
    private readonly roles: ProviderRoles,
    private readonly unitOfWork: UnitOfWork,
    private readonly bus: AccessBus,
    private readonly guard: OutgoingGuard,
    private readonly samlMetadata: SamlMetadata,
  ) {}

  list(actor: Actor, query: ProvidersQueryDto): Promise<Page<AnyItem>> {
    const { limit, cursor } = query;
    const kind = query.kind ?? null;
    const list = `providers ${actor.domain.id} ${kind ?? ''}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['text']);
    return this.unitOfWork.read(actor, async (tx) => {
      const rows = await this.providers.page(tx, { kind, after: after?.values[0] ?? null, limit });
      const total = after?.total ?? (await this.providers.count(tx, kind));
      const toItem = await this.details.listed(tx, rows);
      return pageOf(rows, { limit, list, total, valuesOf: ({ name }) => [name], toItem });
    });
  }

  get(actor: Actor, id: string): Promise<AnyDetail> {
    return this.unitOfWork.read(actor, async (tx) => {
      const provider = await this.providers.byId(tx, id);
      if (!provider) throw new Problem('provider-not-found');
      return this.details.of(tx, actor, provider);
    });
  }

  async create(actor: Actor, input: CreateProviderDto<ProviderConfigDto>): Promise<AnyDetail> {
    const { kind, name, enabled = true, draft } = input;
    refuseOtherConfig(kind, input.config);
    const rules = rulesOf(kind);
    const typed = await this.samlMetadata.filled(input.config);
    const config = rules.complete(typed);
    return this.unitOfWork.write(actor, async (tx) => {
      const now = await this.providers.now(tx);
      refuseFaults(kind, config, { now, guard: this.guard });
      await this.roles.refuseOthers(tx, actor, config);
      await this.refuseTooMany(tx, actor.domain.id);
      const domainId = actor.domain.id;
      const id = draft === undefined ? newId() : await this.drafts.idOf(tx, domainId, draft);
      const place = { id, domainId };
      const secret = await sealedFor(this.secrets, tx, { ...place, kind, config, before: null }, typed);
      const nextSyncAt = enabled ? rules.due(config, now) : null;
      const made = await this.providers.insert(tx, { ...place, kind, name, enabled, config, secret, nextSyncAt });
      if (typed !== input.config) await this.samlMetadata.wasRead(tx, made);
      await this.announce(tx, actor);
      const changes = madeOf(made, secret === null ? null : rules.secretOf(config));
      return {
        result: await this.details.of(tx, actor, made),
        audit: [{ type: 'provider.created', subject: subjectOf(made), changes }],
        effects: { warnings: rules.warnings(config) },
      };
    });
  }

  async update(
    actor: Actor,
    id: string,
    version: number,
    typed: UpdateProviderDto<ProviderConfigDto>,
  ): Promise<AnyDetail> {
    const change = typed.config ? { ...typed, config: await this.samlMetadata.filled(typed.config) } : typed;
    return this.unitOfWork.write(actor, async (tx) => {
      const provider = await this.locked(tx, id);
      if (provider.version !== version) throw new Problem('stale-version', { current: provider.version });
      const wanted = await this.wanted(tx, actor, provider, change);
      const rules = rulesOf(provider.kind);
      const isNew = wanted.secret !== null && wanted.secret !== provider.secret;
      const changes = differencesOf(provider, wanted, isNew ? rules.secretOf(wanted.config) : null);
      const isForgotten = wanted.secret === null && provider.secret !== null;
      if (changes.length === 0 && !isForgotten) {
        return { result: await this.details.of(tx, actor, provider), unchanged: true };
      }
      if (isForgotten || changes.some(({ field }) => field !== 'name')) {
        await this.roles.refuseOutranked(tx, actor, provider);
        await this.roles.refuseOtherIssuer(tx, provider, wanted.config);
      }
      const forgotten = { field: `config.${rules.secretOf(provider.config)}`, before: 'changed', after: null };
      return this.saved(tx, actor, wanted, {
        type: 'provider.updated',
        changes: isForgotten ? [...changes, forgotten] : changes,
        warnings: rules.warnings(wanted.config),
      });
    });
  }

  enable(actor: Actor, id: string): Promise<AnyDetail> {
    return this.switch(actor, id, true);
  }

  disable(actor: Actor, id: string): Promise<AnyDetail> {
    return this.switch(actor, id, false);
  }

  /** Its users stay, and nobody signs in as one of them any more. `typedName` proves that this provider is meant. */
  delete(actor: Actor, id: string, version: number, typedName: string | undefined): Promise<void> {
    return this.unitOfWork.write(actor, async (tx): Promise<Change<void>> => {
      const provider = await this.locked(tx, id);
      refuseUnless(mayDeleteProvider(actor, provider), subjectOf(provider));
      if (provider.version !== version) throw new Problem('stale-version', { current: provider.version });
      if (!actor.dryRun) refuseUnlessTyped(provider, typedName);
      const users = await this.providers.users(tx, id);
      await this.providers.delete(tx, id);
      await this.announce(tx, actor);
      return {
        result: undefined,
        audit: [{ type: 'provider.deleted', subject: subjectOf(provider), changes: goneWith(provider, users) }],
        effects: { warnings: ['deletion-is-final', 'audit-events-stay', ...shutOut(users)] },
      };
    });
  }

  private switch(actor: Actor, id: string, enabled: boolean): Promise<AnyDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      const provider = await this.locked(tx, id);
      if (provider.enabled === enabled) {
        return { result: await this.details.of(tx, actor, provider), unchanged: true };
      }
      if (enabled) await this.roles.refuseOutranked(tx, actor, provider);
      const due = () => this.providers.now(tx).then((now) => rulesOf(provider.kind).due(provider.config, now));
      const nextSyncAt = enabled ? await due() : null;
      const users = enabled ? 0 : await this.providers.users(tx, id);
      const wanted = { ...provider, enabled, nextSyncAt };
      return this.saved(tx, actor, wanted, {
        type: enabled ? 'provider.enabled' : 'provider.disabled',
        changes: [{ field: 'enabled', before: provider.enabled, after: enabled }],
        warnings: shutOut(users),
      });
    });
  }

  private async saved(tx: WriteTx, actor: Actor, wanted: ProviderRecord, { type, changes, warnings }: Saved) {
    const saved = await this.providers.save(tx, wanted);
    await this.announce(tx, actor);
    const result = await this.details.of(tx, actor, saved);
    return { result, audit: [{ type, subject: subjectOf(saved), changes }] as const, effects: { warnings } };
  }

  /** The record as the change wants it, refused where it may not be so. */
  private async wanted(
    tx: WriteTx,
    actor: Actor,
    provider: ProviderRecord,
    { name = provider.name, config: input }: UpdateProviderDto<ProviderConfigDto>,
  ): Promise<ProviderRecord> {
    if (!input) return { ...provider, name };
    const { id, domainId, kind, enabled } = provider;
    refuseOtherConfig(kind, input);
    const rules = rulesOf(kind);
    const config = rules.complete(input);
    const now = await this.providers.now(tx);
    refuseFaults(kind, config, { now, guard: this.guard });
    await this.roles.refuseOthers(tx, actor, config);
    const secret = await sealedFor(this.secrets, tx, { id, domainId, kind, config, before: provider }, input);
    return { ...provider, name, config, secret, nextSyncAt: enabled ? rules.due(config, now) : null };
  }

  private async refuseTooMany(tx: WriteTx, domainId: string): Promise<void> {
    await this.providers.lockList(tx, domainId);
    const { value } = await this.providers.count(tx, null);
    if (value >= MOST_PROVIDERS) throw new Problem('too-many-providers');
  }

  private async locked(tx: WriteTx, id: string): Promise<ProviderRecord> {
    const provider = await this.providers.lock(tx, id);
    if (!provider) throw new Problem('provider-not-found');
    return provider;
  }

  private announce(tx: WriteTx, { domain }: Actor): Promise<void> {
    return this.bus.announce(tx, { kind: 'provider', id: domain.id });
  }
}
