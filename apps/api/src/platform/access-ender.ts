import type { SessionEnd } from 'wardkeep/contracts';
import type { WriteTx } from './database/transaction.js';

export type Ended = { readonly sessions: number; readonly tokens: number };

/**
 * Ends what people are signed in with, in the transaction of the change that takes their access.
 * Sessions implement it; users and Domains, which lie below them, only ask.
 */
export abstract class AccessEnder {
  /**
   * The user's sessions, the sign-ins that are half done, and, unless the user is only disabled, the known devices and
   * mailed links; all but where the user acts. Every change of a password or a second factor asks for this.
   */
  abstract ofUser(
    tx: WriteTx,
    userId: string,
    because: SessionEnd,
    exceptSessionId?: string,
    exceptDeviceId?: string,
  ): Promise<Ended>;
  abstract ofDomain(tx: WriteTx, domainId: string, because: SessionEnd): Promise<Ended>;
}
