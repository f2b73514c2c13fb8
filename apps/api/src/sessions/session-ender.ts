import { Injectable } from '@nestjs/common';
import type { SessionEnd } from 'wardkeep/contracts';
import { AccessEnder, type Ended } from '../platform/access-ender.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SessionsRepository } from './sessions.repository.js';

/** Ends sessions in the transaction of whatever ends them, and tells every instance with its commit. */
@Injectable()
export class SessionEnder extends AccessEnder {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly bus: AccessBus,
  ) {
    super();
  }

  async ofUser(tx: WriteTx, userId: string, because: SessionEnd, exceptSessionId?: string): Promise<Ended> {
    const ended = await this.sessions.endOfUser(tx, userId, because, exceptSessionId ?? null);
    await this.bus.announce(tx, { kind: 'user', id: userId });
    return { sessions: ended.length, tokens: 0 };
  }

  async ofDomain(tx: WriteTx, domainId: string, because: SessionEnd): Promise<Ended> {
    const sessions = await this.sessions.endOfDomain(tx, domainId, because);
    await this.bus.announce(tx, { kind: 'domain', id: domainId });
    return { sessions, tokens: 0 };
  }
}
