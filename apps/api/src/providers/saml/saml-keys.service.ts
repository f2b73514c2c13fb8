import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import type { Place } from '../../platform/crypto/secret-box.js';
import { Boxes } from '../../platform/database/boxes.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids.js';
import { Secret } from '../../platform/secret.js';
import { SamlKeysRepository, type SamlKeyRow, type SamlKeyState } from './saml-keys.repository.js';
import { selfSigned, type SelfSigned } from './self-signed.js';

/** A key of ours; its private half shows itself only to who asks for it. */
export type SamlKey = Omit<SamlKeyRow, 'privateKey'> & { readonly privateKey: Secret };

type Owner = { readonly id: string; readonly domainId: string };

/** Our keys for each identity provider: made when first needed, sealed, two of them while one replaces the other. */
@Injectable()
export class SamlKeys {
  constructor(
    private readonly keys: SamlKeysRepository,
    private readonly boxes: Boxes,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The active one first; made now if there is none. Outside of a transaction: making one takes a while. */
  async of(owner: Owner): Promise<readonly SamlKey[]> {
    const kept = await this.read(owner);
    if (kept.length > 0) return kept;
    const made = await newKey();
    const actor = inDomain({ id: owner.domainId, name: '' });
    await this.unitOfWork.write(actor, async (tx) => {
      await this.add(tx, owner, 'active', made);
      return { result: undefined, unchanged: true };
    });
    return this.read(owner);
  }

  /** @returns whether there was none in that state */
  async add(tx: WriteTx, { id: providerId, domainId }: Owner, state: SamlKeyState, made: SelfSigned): Promise<boolean> {
    const box = await this.boxes.of(tx, domainId);
    const id = newId();
    const { certificate } = made;
    const privateKey = box.seal(placeOf(domainId, id), made.privateKey);
    const expiresAt = new Date(new X509Certificate(certificate).validTo);
    return this.keys.add(tx, { id, domainId, providerId, state, certificate, privateKey, expiresAt });
  }

  async opened(tx: ReadTx, { id, domainId }: Owner): Promise<readonly SamlKey[]> {
    const rows = await this.keys.of(tx, id);
    const box = await this.boxes.of(tx, domainId);
    return rows.map((row) => {
      const privateKey = new Secret(box.open(placeOf(domainId, row.id), row.privateKey).toString());
      return { ...row, privateKey };
    });
  }

  private read(owner: Owner): Promise<readonly SamlKey[]> {
    const actor = inDomain({ id: owner.domainId, name: '' });
    return this.unitOfWork.read(actor, (tx) => this.opened(tx, owner));
  }
}

/** The name says nothing that the metadata does not: whoever takes the certificate compares it, and looks at no name. */
export function newKey(): Promise<SelfSigned> {
  return selfSigned('Wardkeep', new Date());
}

function placeOf(domainId: string, rowId: string): Place {
  return { purpose: 'saml-key', table: 'saml_key', column: 'private_key', rowId, domainId };
}
