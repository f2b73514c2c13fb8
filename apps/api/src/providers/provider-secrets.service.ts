import { Injectable } from '@nestjs/common';
import { Boxes } from '../platform/database/boxes.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { Secret } from '../platform/secret.js';
import { secretPlace, type ProviderRecord } from './provider-record.js';

type Place = Pick<ProviderRecord, 'id' | 'domainId'>;

/** Seals and opens the secret of a provider, with the key of its Domain. */
@Injectable()
export class ProviderSecrets {
  constructor(private readonly boxes: Boxes) {}

  async seal(tx: WriteTx, place: Place, value: string): Promise<string> {
    const box = await this.boxes.of(tx, place.domainId);
    return box.seal(secretPlace(place), value);
  }

  async open(tx: ReadTx, provider: Place & Pick<ProviderRecord, 'secret'>): Promise<Secret | null> {
    if (provider.secret === null) return null;
    const box = await this.boxes.of(tx, provider.domainId);
    return new Secret(box.open(secretPlace(provider), provider.secret).toString());
  }
}
