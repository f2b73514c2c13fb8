import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyRing } from '../crypto/key-ring.js';
import type { SigningKey } from '../crypto/session-jwt.js';
import { newId } from '../ids.js';
import type { KeysRepository, SigningKeyRow } from './keys.repository.js';
import type { ReadTx, WriteTx } from './transaction.js';

const SIGNING_KEY_BYTES = 32;

/** Those that are believed now. */
export async function readSigningKeys(tx: ReadTx, keys: KeysRepository, ring: KeyRing): Promise<SigningKey[]> {
  const box = ring.box();
  const open = ({ kid, sealed, state, retiresInMs }: SigningKeyRow): SigningKey => {
    const key = createSecretKey(box.open(placeOf(kid), sealed));
    return { kid, state, key, ...(retiresInMs !== null && { retiresInMs }) };
  };
  return (await keys.signingKeys(tx)).map(open);
}

/** Under the lock of the keys: of several first starts at once, one makes the key. */
export async function readOrMakeSigningKeys(tx: WriteTx, keys: KeysRepository, ring: KeyRing): Promise<SigningKey[]> {
  const found = await readSigningKeys(tx, keys, ring);
  if (found.some(({ state }) => state === 'active')) return found;
  await makeSigningKey(tx, keys, ring, null);
  return readSigningKeys(tx, keys, ring);
}

/** Signs from now on, or in so many minutes, which the other instances have to learn of it. */
export async function makeSigningKey(
  tx: WriteTx,
  keys: KeysRepository,
  ring: KeyRing,
  aheadMinutes: number | null,
): Promise<void> {
  const kid = newId();
  const secret = randomBytes(SIGNING_KEY_BYTES);
  await keys.addSigningKey(tx, kid, ring.box().seal(placeOf(kid), secret), aheadMinutes);
}

function placeOf(kid: string) {
  return { purpose: 'signing-key', table: 'signing_key', column: 'sealed', rowId: kid, domainId: '' };
}
