import { Injectable } from '@nestjs/common';
import type { FieldChange } from 'wardkeep/contracts';
import { SamlConfigDto, type ProviderConfigDto } from 'wardkeep/contracts/dto';
import type { Actor, AnyActor } from '../../platform/actor.js';
import { AccessBus } from '../../platform/database/access-bus.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { OutgoingProblem } from '../../platform/outgoing/outgoing-problem.js';
import { Outgoing } from '../../platform/outgoing/outgoing.js';
import { isOf, subjectOf, type ProviderRecord, type RecordOf } from '../provider-record.js';
import { ProviderRoles } from '../provider-refusals.js';
import { ProvidersRepository } from '../providers.repository.js';
import { MetadataFault, readIdpMetadata, type IdpMetadata } from './idp-metadata.js';
import { changesBetween, mergedPlaces, placesOf, sameAs } from './saml-places.js';
import { SamlMetadataRepository, type SamlPlaces } from './saml-metadata.repository.js';

const MAX_BYTES = 262_144;
const POINTER = '/config/metadataUrl';

type Failed = { readonly failure: string };

/** The metadata that identity providers have at an address: read, compared, and used when somebody says so. */
@Injectable()
export class SamlMetadata {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly metadata: SamlMetadataRepository,
    private readonly roles: ProviderRoles,
    private readonly outgoing: Outgoing,
    private readonly unitOfWork: UnitOfWork,
    private readonly bus: AccessBus,
  ) {}

  /** What was typed, with what is found at the address that it names where it names nothing else; refused where nothing is. */
  async filled<Typed extends ProviderConfigDto>(typed: Typed): Promise<Typed> {
    if (!(typed instanceof SamlConfigDto) || !typed.metadataUrl || typed.metadataXml || typed.entityId) return typed;
    const found = await this.fetched(typed.metadataUrl);
    if ('failure' in found) {
      throw new Problem('invalid-request', {
        errors: [{ pointer: POINTER, code: 'metadata', detail: found.failure }],
      });
    }
    return Object.assign(new SamlConfigDto(), typed, placesOf(found));
  }

  /** For a provider that was just made with what `filled` found. */
  wasRead(tx: WriteTx, provider: Pick<ProviderRecord, 'id' | 'domainId'>): Promise<void> {
    return this.metadata.wasRead(tx, provider, { pending: null, validUntil: null });
  }

  /** Reads it again. What it says otherwise waits to be adopted, unless it was never read. */
  async read(actor: AnyActor, id: string): Promise<void> {
    const provider = await this.unitOfWork.read(actor, (tx) => this.providers.byId(tx, id));
    const url = provider && isOf(provider, 'saml') ? provider.config.metadataUrl : null;
    if (url === null) throw new Problem('provider-not-found');
    const found = await this.fetched(url);
    await this.unitOfWork.write(actor, async (tx): Promise<Change<void>> => {
      const current = await this.locked(tx, id);
      if (current.config.metadataUrl !== url) return { result: undefined, unchanged: true };
      if ('failure' in found) return this.failed(tx, current, found);
      return this.compared(tx, actor, current, found);
    });
  }

  /** Those that are read by themselves; in a transaction across Domains. */
  due(tx: ReadTx) {
    return this.metadata.due(tx);
  }

  /** What waits is used from now on. A new certificate comes beside the old one, which goes when it is gone there too. */
  adopt(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.write(actor, async (tx): Promise<Change<void>> => {
      const provider = await this.locked(tx, id);
      const row = await this.metadata.of(tx, id);
      if (!row?.pending) throw new Problem('nothing-pending');
      await this.roles.refuseOutranked(tx, actor, provider);
      await this.roles.refuseOtherIssuer(tx, provider, { ...provider.config, ...row.pending });
      const entry = await this.use(tx, actor, provider, mergedPlaces(provider.config, row.pending));
      const left = sameAs(mergedPlaces(provider.config, row.pending), row.pending) ? null : row.pending;
      await this.metadata.wasRead(tx, provider, { pending: left, validUntil: row.validUntil });
      return { result: undefined, audit: [entry] };
    });
  }

  private async compared(
    tx: WriteTx,
    actor: AnyActor,
    provider: RecordOf<'saml'>,
    found: IdpMetadata,
  ): Promise<Change<void>> {
    const { validUntil } = found;
    const places = placesOf(found);
    if (provider.config.entityId === null) {
      await this.metadata.wasRead(tx, provider, { pending: null, validUntil });
      return { result: undefined, audit: [await this.use(tx, actor, provider, places)] };
    }
    const before = await this.metadata.of(tx, provider.id);
    const pending = sameAs(provider.config, places) ? null : places;
    await this.metadata.wasRead(tx, provider, { pending, validUntil });
    const isNews = pending !== null && !(before?.pending && sameAs(before.pending, pending));
    if (!isNews) return { result: undefined, unchanged: true };
    const changes = changesBetween(provider.config, pending);
    return {
      result: undefined,
      audit: [{ type: 'provider.metadata-changed', subject: subjectOf(provider), changes }],
    };
  }

  private async failed(tx: WriteTx, provider: RecordOf<'saml'>, { failure }: Failed): Promise<Change<void>> {
    await this.metadata.failed(tx, provider, failure);
    const subject = subjectOf(provider);
    const entry: AuditEntry = { type: 'provider.metadata-changed', outcome: 'failed', subject, detail: failure };
    return { result: undefined, audit: [entry] };
  }

  private async use(
    tx: WriteTx,
    { domain }: AnyActor,
    provider: RecordOf<'saml'>,
    places: SamlPlaces,
  ): Promise<AuditEntry> {
    const changes: readonly FieldChange[] = changesBetween(provider.config, places);
    await this.providers.save(tx, { ...provider, config: { ...provider.config, ...places } });
    await this.bus.announce(tx, { kind: 'provider', id: domain.id });
    return { type: 'provider.updated', subject: subjectOf(provider), changes };
  }

  private async locked(tx: WriteTx, id: string): Promise<RecordOf<'saml'>> {
    const provider = await this.providers.lock(tx, id);
    if (!provider || !isOf(provider, 'saml')) throw new Problem('provider-not-found');
    return provider;
  }

  private async fetched(url: string): Promise<IdpMetadata | Failed> {
    try {
      const answer = await this.outgoing.fetch(url, { maxBytes: MAX_BYTES, headers: { accept: 'application/xml' } });
      if (answer.status !== 200) return { failure: `${url} answered ${answer.status}` };
      return readIdpMetadata(await answer.text(), new Date());
    } catch (error) {
      if (error instanceof OutgoingProblem) return { failure: error.detail };
      if (error instanceof MetadataFault) return { failure: error.message };
      throw error;
    }
  }
}
