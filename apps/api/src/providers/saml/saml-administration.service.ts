import { Injectable } from '@nestjs/common';
import type { SamlMetadataView, SamlUpkeep } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { isOf, subjectOf, type RecordOf } from '../provider-record.js';
import { ProviderRoles } from '../provider-refusals.js';
import { ProvidersRepository } from '../providers.repository.js';
import { certificateOf } from './certificates.js';
import { SamlKeysRepository, type SamlKeyRow } from './saml-keys.repository.js';
import { newKey, SamlKeys } from './saml-keys.service.js';
import { SamlMetadataRepository, type SamlMetadataRow } from './saml-metadata.repository.js';
import { SamlMetadata } from './saml-metadata.service.js';
import { changesBetween } from './saml-places.js';

/** What an administrator sees to at a SAML provider: our keys, and the metadata of theirs. */
@Injectable()
export class SamlAdministration {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly keys: SamlKeys,
    private readonly roles: ProviderRoles,
    private readonly rows: SamlKeysRepository,
    private readonly reader: SamlMetadata,
    private readonly metadata: SamlMetadataRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async of(actor: Actor, id: string): Promise<SamlUpkeep> {
    const provider = await this.unitOfWork.read(actor, (tx) => this.known(tx, id));
    await this.keys.of(provider);
    return this.unitOfWork.read(actor, (tx) => this.view(tx, provider));
  }

  /** A second key of ours is published and opens what is encrypted for it; we go on signing with the first. */
  async beginRollover(actor: Actor, id: string): Promise<SamlUpkeep> {
    await this.of(actor, id);
    const made = await newKey();
    return this.write(actor, id, async (tx, provider) => {
      if (!(await this.keys.add(tx, provider, 'next', made))) throw new Problem('rollover-begun');
      return keysChanged(provider, 'a second key is published');
    });
  }

  /** The second key becomes the only one: the provider knows it. */
  finishRollover(actor: Actor, id: string): Promise<SamlUpkeep> {
    return this.write(actor, id, async (tx, provider) => {
      if (!(await this.rows.promote(tx, provider.id))) throw new Problem('nothing-pending');
      return keysChanged(provider, 'the second key is used, the first is gone');
    });
  }

  cancelRollover(actor: Actor, id: string): Promise<SamlUpkeep> {
    return this.write(actor, id, async (tx, provider) => {
      if (!(await this.rows.drop(tx, provider.id, 'next'))) throw new Problem('nothing-pending');
      return keysChanged(provider, 'the second key is gone');
    });
  }

  async readMetadata(actor: Actor, id: string): Promise<SamlUpkeep> {
    await this.reader.read(actor, id);
    return this.of(actor, id);
  }

  async adoptMetadata(actor: Actor, id: string): Promise<SamlUpkeep> {
    await this.reader.adopt(actor, id);
    return this.of(actor, id);
  }

  private write(
    actor: Actor,
    id: string,
    work: (tx: WriteTx, provider: RecordOf<'saml'>) => Promise<AuditEntry>,
  ): Promise<SamlUpkeep> {
    return this.unitOfWork.write(actor, async (tx): Promise<Change<SamlUpkeep>> => {
      await this.providers.lock(tx, id);
      const provider = await this.known(tx, id);
      await this.roles.refuseOutranked(tx, actor, provider);
      const entry = await work(tx, provider);
      return { result: await this.view(tx, provider), audit: [entry] };
    });
  }

  private async known(tx: ReadTx, id: string): Promise<RecordOf<'saml'>> {
    const provider = await this.providers.byId(tx, id);
    if (!provider || !isOf(provider, 'saml')) throw new Problem('provider-not-found');
    return provider;
  }

  private async view(tx: ReadTx, { id, config }: RecordOf<'saml'>): Promise<SamlUpkeep> {
    const row = await this.metadata.of(tx, id);
    return { keys: (await this.rows.of(tx, id)).map(toKey), metadata: toMetadata(row, config) };
  }
}

function keysChanged(provider: RecordOf<'saml'>, detail: string): AuditEntry {
  return { type: 'provider.keys-changed', subject: subjectOf(provider), detail };
}

function toKey({ state, certificate, createdAt, expiresAt }: SamlKeyRow): SamlUpkeep['keys'][number] {
  const fingerprint = certificateOf(certificate)?.fingerprint256 ?? '';
  return { state, certificate, fingerprint, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

const NEVER_READ: SamlMetadataView = { readAt: null, failedAt: null, failure: null, validUntil: null, pending: null };

function toMetadata(row: SamlMetadataRow | null, config: RecordOf<'saml'>['config']): SamlMetadataView {
  if (!row) return NEVER_READ;
  const { readAt, failedAt, failure, validUntil, pending, pendingAt } = row;
  return {
    readAt: textOf(readAt),
    failedAt: textOf(failedAt),
    failure,
    validUntil: textOf(validUntil),
    pending: pending && pendingAt && { at: pendingAt.toISOString(), changes: changesBetween(config, pending) },
  };
}

function textOf(at: Date | null): string | null {
  return at && at.toISOString();
}
