import type { SessionEnd } from 'wardkeep/contracts';
import type { WriteTx } from './database/transaction.js';

export type Ended = { readonly sessions: number; readonly tokens: number };

/**
 * Ends what people are signed in with, in the transaction of the change that takes their access.
 * Sessions implement it; users and Domains, which lie below them, only ask.
 */
export abstract class AccessEnder {
  abstract ofUser(tx: WriteTx, userId: string, because: SessionEnd, exceptSessionId?: string): Promise<Ended>;
  abstract ofDomain(tx: WriteTx, domainId: string, because: SessionEnd): Promise<Ended>;
}
