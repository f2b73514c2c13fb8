import { Injectable } from '@nestjs/common';
import { AccessEnder, type Ended } from '../platform/access-ender.js';
import type { AnyActor } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { mailTo } from '../users/mail-to.js';
import type { AcceptedPassword } from '../users/passwords.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import type { AccountRecord } from '../users/user-record.js';

/** Where the user acts: what stays. */
type Here = { readonly sessionId?: string | undefined; readonly deviceId?: string | undefined };

/** What every password that people choose for themselves brings with it, in the caller's transaction. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly access: AccessEnder,
    private readonly outbox: OutboxService,
  ) {}

  /** `user` is locked. */
  apply(tx: WriteTx, actor: AnyActor, user: AccountRecord, accepted: AcceptedPassword, here: Here) {
    return this.carryOut(tx, actor, user, accepted, 'password.changed', here);
  }

  /** By link: nothing stays, since nobody is signed in. */
  reset(tx: WriteTx, actor: AnyActor, user: AccountRecord, accepted: AcceptedPassword) {
    return this.carryOut(tx, actor, user, accepted, 'password.reset', {});
  }

  private async carryOut(
    tx: WriteTx,
    actor: AnyActor,
    user: AccountRecord,
    accepted: AcceptedPassword,
    event: 'password.changed' | 'password.reset',
    { sessionId, deviceId }: Here,
  ): Promise<{ readonly audit: AuditEntry; readonly ended: Ended }> {
    const because = event === 'password.reset' ? 'password-reset' : 'password-changed';
    const audit = await this.accounts.setPassword(tx, actor, user, accepted, event);
    const ended = await this.access.ofUser(tx, user.id, because, sessionId, deviceId);
    const about = mailTo(user, actor.domain);
    if (about) await this.outbox.add(tx, user.domain_id, { kind: 'password-changed', ...about });
    return { audit, ended };
  }
}
