import { Injectable } from '@nestjs/common';
import type { SessionEnd } from 'wardkeep/contracts';
import { AccessEnder, type Ended } from '../platform/access-ender.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { AccountLinks } from '../users/account-links.service.js';
import { PendingAccess } from './pending-access.repository.js';
import { SessionsRepository } from './sessions.repository.js';

/** Whoever is enabled again comes back to the devices and links that there were. */
const KEEP_DEVICES_AND_LINKS: readonly SessionEnd[] = ['user-disabled'];

/** Ends sessions in the transaction of whatever ends them, and tells every instance with its commit. */
@Injectable()
export class SessionEnder extends AccessEnder {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly pending: PendingAccess,
    private readonly links: AccountLinks,
    private readonly bus: AccessBus,
  ) {
    super();
  }

  async ofUser(
    tx: WriteTx,
    userId: string,
    because: SessionEnd,
    exceptSessionId?: string,
    exceptDeviceId?: string,
  ): Promise<Ended> {
    const ended = await this.sessions.endOfUser(tx, userId, because, exceptSessionId ?? null);
    await this.pending.endSignIns(tx, userId);
    if (!KEEP_DEVICES_AND_LINKS.includes(because)) {
      await this.pending.forgetDevices(tx, userId, exceptDeviceId ?? null);
      await this.links.endAll(tx, userId);
    }
    await this.bus.announce(tx, { kind: 'user', id: userId });
    return { sessions: ended.length, tokens: 0 };
  }

  async ofDomain(tx: WriteTx, domainId: string, because: SessionEnd): Promise<Ended> {
    const sessions = await this.sessions.endOfDomain(tx, domainId, because);
    await this.bus.announce(tx, { kind: 'domain', id: domainId });
    return { sessions, tokens: 0 };
  }
}
