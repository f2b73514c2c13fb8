import { Injectable } from '@nestjs/common';
import type { ProviderDraft } from 'wardkeep/contracts';
import type { Actor } from '../platform/actor.js';
import { SecretBoxError, type Place } from '../platform/crypto/secret-box.js';
import { Boxes } from '../platform/database/boxes.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { ProvidersRepository } from './providers.repository.js';
import { SsoEndpoints } from './sso/sso-endpoints.js';

type Kept = { readonly id: string; readonly expiresAt: string };

const LASTS_MS = 30 * 86_400_000;

/**
 * The id of a provider before there is one, so that its addresses can be told to the identity provider first. Nothing is
 * stored: the id is sealed for its Domain, which nobody else can do, and is given back when the provider is added.
 */
@Injectable()
export class ProviderDrafts {
  constructor(
    private readonly boxes: Boxes,
    private readonly providers: ProvidersRepository,
    private readonly endpoints: SsoEndpoints,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  make(actor: Actor): Promise<ProviderDraft> {
    const domainId = actor.domain.id;
    return this.unitOfWork.read(actor, async (tx) => {
      const box = await this.boxes.of(tx, domainId);
      const now = await this.providers.now(tx);
      const kept: Kept = { id: newId(), expiresAt: new Date(now.getTime() + LASTS_MS).toISOString() };
      const { id, expiresAt } = kept;
      const endpoints = { oidc: this.endpoints.oidc(id), saml: this.endpoints.saml(id) };
      return { draft: box.seal(placeOf(domainId), JSON.stringify(kept)), expiresAt, endpoints };
    });
  }

  /** The id that a draft holds, once; after `lockList`, so that of two at once one finds the other's provider. */
  async idOf(tx: ReadTx, domainId: string, draft: string): Promise<string> {
    const { id, expiresAt } = await this.opened(tx, domainId, draft);
    const now = await this.providers.now(tx);
    if (new Date(expiresAt) <= now || (await this.providers.byId(tx, id))) throw new Problem('draft-over');
    return id;
  }

  private async opened(tx: ReadTx, domainId: string, draft: string): Promise<Kept> {
    const box = await this.boxes.of(tx, domainId);
    try {
      return JSON.parse(box.open(placeOf(domainId), draft).toString()) as Kept;
    } catch (error) {
      if (error instanceof SecretBoxError) throw new Problem('draft-over');
      throw error;
    }
  }
}

function placeOf(domainId: string): Place {
  return { purpose: 'provider-draft', table: 'provider', column: 'id', rowId: 'draft', domainId };
}
