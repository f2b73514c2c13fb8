import { Injectable } from '@nestjs/common';
import type { SessionEnd } from 'wardkeep/contracts';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { SessionsRepository } from './sessions.repository.js';

/** Ends sessions that somebody else knows by their ids, in the caller's transaction. */
@Injectable()
export class SessionEndings {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly accounts: UserAccounts,
    private readonly bus: AccessBus,
  ) {}

  async end(tx: WriteTx, ids: readonly string[], because: SessionEnd): Promise<readonly AuditEntry[]> {
    const ended = await this.sessions.end(tx, ids, because);
    await this.bus.announce(tx, ...ended.map(({ id }) => ({ kind: 'session' as const, id })));
    const events: AuditEntry[] = [];
    for (const { id, userId } of ended) {
      const user = await this.accounts.find(tx, userId);
      const changes = [{ field: 'endedBecause', before: null, after: because }];
      const subject = { kind: 'user', id: userId, name: user?.username ?? '' };
      events.push({ type: 'session.ended', subject, changes, sessionId: id });
    }
    return events;
  }
}
