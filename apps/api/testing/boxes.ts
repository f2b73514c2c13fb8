import { randomBytes } from 'node:crypto';
import { DomainBoxes } from '../src/platform/crypto/data-keys.js';
import { KeyRing } from '../src/platform/crypto/key-ring.js';
import { Boxes } from '../src/platform/database/boxes.js';
import { KeysRepository } from '../src/platform/database/keys.repository.js';

/** Sealed boxes under a new key, for a test of services without the whole API. */
export function newBoxes(): Boxes {
  const kek = { id: 'kek-test', key: randomBytes(32), created: new Date().toISOString() };
  return new Boxes(new DomainBoxes(new KeyRing([kek])), new KeysRepository());
}
