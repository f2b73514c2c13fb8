import { Injectable } from '@nestjs/common';
import type { AnyActor } from '../platform/actor.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { AccountLinks } from './account-links.service.js';
import type { NewUserRow } from './users.repository.js';

/** Tells a new user by mail, in the transaction that makes the user: an invitation, or where to sign in. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly links: AccountLinks,
    private readonly outbox: OutboxService,
  ) {}

  async announce(tx: WriteTx, actor: AnyActor, user: NewUserRow, notify: boolean): Promise<void> {
    const { email, firstName, lastName, language, username } = user;
    if (email === null || (!user.invited && !notify)) return;
    if (user.invited) return this.links.invite(tx, actor, { ...user, email });
    const to = { name: `${firstName} ${lastName}`, address: email };
    await this.outbox.add(tx, user.domainId, { kind: 'welcome', to, language, username, domain: actor.domain.name });
  }
}
