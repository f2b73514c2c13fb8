import { Injectable } from '@nestjs/common';
import { DomainBoxes } from '../crypto/data-keys.js';
import type { SecretBox } from '../crypto/secret-box.js';
import { KeysRepository } from './keys.repository.js';
import type { ReadTx, WriteTx } from './transaction.js';

/** The sealed box of a Domain, loaded within the caller's transaction. */
@Injectable()
export class Boxes {
  constructor(
    private readonly boxes: DomainBoxes,
    private readonly keys: KeysRepository,
  ) {}

  of(tx: ReadTx, domainId: string): Promise<SecretBox> {
    return this.boxes.of(domainId, (id) => this.keys.dataKeys(tx, id));
  }

  /** Makes the key of a new Domain, in the transaction that makes the Domain. */
  async create(tx: WriteTx, domainId: string): Promise<SecretBox> {
    const { row, box } = this.boxes.create(domainId);
    await this.keys.addDataKey(tx, row);
    return box;
  }

  forget(domainId: string): void {
    this.boxes.forget(domainId);
  }
}
