import type { DisabledUser } from 'wardkeep/contracts';
import type { Actor } from '../platform/actor.js';
import type { Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';

/** Takes the second factor of somebody whose phone is gone. Signing in implements it; whoever does it to many asks. */
export abstract class SecondFactorResets {
  abstract resetWithin(tx: WriteTx, actor: Actor, id: string): Promise<Change<DisabledUser>>;
}
