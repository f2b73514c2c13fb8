import { Injectable } from '@nestjs/common';
import { KeyRing } from '../crypto/key-ring.js';
import { LONGEST_TOKEN_DAYS } from '../crypto/session-jwt.js';
import { AccessBus } from './access-bus.js';
import { KeysRepository } from './keys.repository.js';
import { makeSigningKey } from './signing-keys.js';
import type { WriteTx } from './transaction.js';

const MAX_AGE_DAYS = 90;
/** For the next key to be known everywhere before it signs, also where a change was not heard. */
const AHEAD_MINUTES = 60;

/**
 * next → active → retired. A key that signs no more is believed until the last token that it can have signed is over;
 * then it is destroyed. All by the clock of the database, and one at a time among all instances.
 */
@Injectable()
export class SigningKeyRotation {
  constructor(
    private readonly keys: KeysRepository,
    private readonly ring: KeyRing,
    private readonly bus: AccessBus,
  ) {}

  /** What is due by now. Answers how many keys it changed. */
  async carryOn(tx: WriteTx): Promise<number> {
    await this.keys.lock(tx);
    const { isPlanned, isTime, isOld } = await this.keys.signingState(tx, MAX_AGE_DAYS);
    if (isTime) await this.promote(tx);
    if (isOld && !isPlanned) await this.add(tx);
    const dropped = await this.keys.dropSigningKeys(tx, 'over');
    const changed = dropped + Number(isTime) + Number(isOld && !isPlanned);
    if (changed > 0) await this.announce(tx);
    return changed;
  }

  /** The next key, which signs in an hour. One that waits already is the next one. */
  async plan(tx: WriteTx): Promise<void> {
    await this.keys.lock(tx);
    const { isPlanned } = await this.keys.signingState(tx, MAX_AGE_DAYS);
    if (!isPlanned) await this.add(tx);
    await this.announce(tx);
  }

  /** The next key signs at once; tokens of the one before are believed on. */
  async replace(tx: WriteTx): Promise<void> {
    await this.keys.lock(tx);
    const { isPlanned } = await this.keys.signingState(tx, MAX_AGE_DAYS);
    if (!isPlanned) await this.add(tx);
    await this.promote(tx);
    await this.announce(tx);
  }

  /** No token of before is believed any more, by any instance that hears of it. */
  async startOver(tx: WriteTx): Promise<void> {
    await this.keys.lock(tx);
    await this.keys.dropSigningKeys(tx, 'all');
    await makeSigningKey(tx, this.keys, this.ring, null);
    await this.announce(tx);
  }

  private async promote(tx: WriteTx): Promise<void> {
    await this.keys.retireSigningKeys(tx, LONGEST_TOKEN_DAYS);
    await this.keys.promoteSigningKey(tx);
  }

  private add(tx: WriteTx): Promise<void> {
    return makeSigningKey(tx, this.keys, this.ring, AHEAD_MINUTES);
  }

  private announce(tx: WriteTx): Promise<void> {
    return this.bus.announce(tx, { kind: 'keys', id: 'signing' });
  }
}
