import { Injectable } from '@nestjs/common';
import type { AnyActor } from '../platform/actor.js';
import { issueToken } from '../platform/crypto/tokens.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { AccountTokens } from './account-tokens.repository.js';
import type { NewUserRow } from './users.repository.js';

const INVITATION_HOURS = 72;

/** Tells a new user by mail, in the transaction that makes the user: an invitation, or where to sign in. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly tokens: AccountTokens,
    private readonly outbox: OutboxService,
  ) {}

  async announce(tx: WriteTx, actor: AnyActor, user: NewUserRow, notify: boolean): Promise<void> {
    if (user.email === null || (!user.invited && !notify)) return;
    const to = { name: `${user.firstName} ${user.lastName}`, address: user.email };
    const about = { to, language: user.language, username: user.username, domain: actor.domain.name };
    if (!user.invited) {
      await this.outbox.add(tx, user.domainId, { kind: 'welcome', ...about });
      return;
    }
    const { token, hash } = issueToken('invitation');
    await this.tokens.add(tx, { userId: user.id, domainId: user.domainId }, 'invitation', hash, INVITATION_HOURS);
    await this.outbox.add(tx, user.domainId, { kind: 'invitation', ...about, token, validHours: INVITATION_HOURS });
  }
}
