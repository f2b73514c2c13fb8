import { randomBytes, randomUUID } from 'node:crypto';
import type { KeyRing } from './key-ring.js';
import { SecretBox, SecretBoxError, type Place } from './secret-box.js';

/** A row of `data_keys`: the key of one Domain, wrapped with a key of the ring. */
export type WrappedKey = {
  readonly id: string;
  readonly domainId: string;
  readonly kekId: string;
  readonly wrapped: string;
};

const DATA_KEY_BYTES = 32;
const CACHED_DOMAINS = 1_000;

/** Wraps the data keys of the Domains. A wrapped key opens for its Domain under its own id only. */
export class DataKeys {
  readonly #box: SecretBox;

  constructor(private readonly ring: KeyRing) {
    this.#box = ring.box();
  }

  wrap(id: string, domainId: string, key: Buffer): WrappedKey {
    const wrapped = this.#box.seal(keyPlace(id, domainId), key);
    return { id, domainId, kekId: this.ring.first.id, wrapped };
  }

  unwrap(row: WrappedKey): Buffer {
    const key = this.#box.open(keyPlace(row.id, row.domainId), row.wrapped);
    if (key.length !== DATA_KEY_BYTES) throw new SecretBoxError();
    return key;
  }
}

/** The sealed box of each Domain, made when first needed and kept for a bounded number of Domains. */
export class DomainBoxes {
  readonly #dataKeys: DataKeys;
  readonly #boxes = new Map<string, SecretBox>();

  constructor(ring: KeyRing) {
    this.#dataKeys = new DataKeys(ring);
  }

  /** A new Domain's key: insert the row in the transaction that makes the Domain; the box works at once. */
  create(domainId: string): { readonly row: WrappedKey; readonly box: SecretBox } {
    const key = randomBytes(DATA_KEY_BYTES);
    const row = this.#dataKeys.wrap(randomUUID(), domainId, key);
    return { row, box: new SecretBox([{ id: row.id, key }]) };
  }

  /**
   * The box of a Domain. `load` reads its rows, newest first, within the caller's own transaction: a look-up through
   * another connection would wait for itself on the embedded database.
   */
  async of(domainId: string, load: (domainId: string) => Promise<readonly WrappedKey[]>): Promise<SecretBox> {
    const known = this.#boxes.get(domainId);
    if (known) return this.#remember(domainId, known);
    const rows = await load(domainId);
    if (rows.length === 0 || rows.some((row) => row.domainId !== domainId)) {
      throw new SecretBoxError('The Domain has no data key');
    }
    const box = new SecretBox(rows.map((row) => ({ id: row.id, key: this.#dataKeys.unwrap(row) })));
    return this.#remember(domainId, box);
  }

  /** To be called when a Domain's keys changed or the Domain is gone. */
  forget(domainId: string): void {
    this.#boxes.delete(domainId);
  }

  /** The Domain asked for last is forgotten last. */
  #remember(domainId: string, box: SecretBox): SecretBox {
    this.#boxes.delete(domainId);
    this.#boxes.set(domainId, box);
    const [oldest] = this.#boxes.keys();
    if (this.#boxes.size > CACHED_DOMAINS && oldest !== undefined) this.#boxes.delete(oldest);
    return box;
  }
}

function keyPlace(id: string, domainId: string): Place {
  return { purpose: 'data-key', table: 'data_keys', column: 'wrapped', rowId: id, domainId };
}
