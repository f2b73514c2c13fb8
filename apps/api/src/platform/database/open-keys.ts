import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { DomainBoxes } from '../crypto/data-keys.js';
import { openKeyRing } from '../crypto/key-file.js';
import { makeCheck, refuseUnlessOpened, type KeyRing } from '../crypto/key-ring.js';
import { SessionTokens } from '../crypto/session-jwt.js';
import { Boxes } from './boxes.js';
import { KeysRepository } from './keys.repository.js';
import { readOrMakeSigningKeys } from './signing-keys.js';
import { SystemUnitOfWork } from './unit-of-work.js';

export type OpenedKeys = { readonly ring: KeyRing; readonly sessionTokens: SessionTokens; readonly isNew: boolean };

const AUDIENCE = 'wardkeep';

/**
 * Opens the key ring that this database was made with; a new database gets a new ring, once. Without
 * the right ring nothing starts: a second key made silently would lose what the first one sealed.
 */
export async function openKeys(config: Config, dataSource: DataSource): Promise<OpenedKeys> {
  const keys = new KeysRepository();
  const isFresh = await keys.isFresh(dataSource);
  const { ring, isNew } = await openKeyRing(config.keysFile, isFresh);
  const system = new SystemUnitOfWork(dataSource, new Boxes(new DomainBoxes(ring), keys));
  const signing = await system.maintain(async (tx) => {
    await keys.lock(tx);
    const checks = await keys.checks(tx);
    refuseUnlessOpened(ring, checks, config.keysFile);
    if (!checks.some(({ kekId }) => kekId === ring.first.id)) await keys.addCheck(tx, makeCheck(ring.first));
    return readOrMakeSigningKeys(tx, keys, ring);
  });
  return {
    ring,
    isNew,
    sessionTokens: new SessionTokens({ issuer: config.baseUrl, audience: AUDIENCE, keys: signing }),
  };
}
