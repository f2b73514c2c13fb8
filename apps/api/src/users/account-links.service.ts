import { Injectable } from '@nestjs/common';
import type { AnyActor } from '../platform/actor.js';
import { issueToken } from '../platform/crypto/tokens.js';
import { sideBySide } from '../platform/database/side-by-side.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { AccountTokens } from './account-tokens.repository.js';
import type { AccountRecord } from './user-record.js';

const INVITATION_HOURS = 72;
const RESET_HOURS = 1;

export type LinkHolder = {
  readonly id: string;
  readonly domainId: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly language: string | null;
};

/** Mails links that lead to an account without a password: in the caller's transaction, the user locked or just made. */
@Injectable()
export class AccountLinks {
  constructor(
    private readonly tokens: AccountTokens,
    private readonly outbox: OutboxService,
  ) {}

  /** Whether a link would be mailed while it is still good. */
  get isDelivering(): boolean {
    return this.outbox.isDelivering;
  }

  /** To choose the first password. */
  async invite(tx: WriteTx, actor: AnyActor, holder: LinkHolder): Promise<void> {
    const { token, hash } = issueToken('invitation');
    await this.tokens.add(tx, { userId: holder.id, domainId: holder.domainId }, 'invitation', hash, INVITATION_HOURS);
    const mail = { kind: 'invitation', ...aboutOf(holder, actor), token, validHours: INVITATION_HOURS } as const;
    await this.outbox.add(tx, holder.domainId, mail);
  }

  /** The same for many of one Domain who were just made. */
  async inviteAll(tx: WriteTx, actor: AnyActor, holders: readonly LinkHolder[]): Promise<void> {
    const issued = holders.map((holder) => ({ holder, ...issueToken('invitation') }));
    const tokens = issued.map(({ holder, hash }) => ({ userId: holder.id, hash }));
    const mails = issued.map(({ holder, token }) => ({
      kind: 'invitation' as const,
      ...aboutOf(holder, actor),
      token,
      validHours: INVITATION_HOURS,
    }));
    await sideBySide(
      this.tokens.addAll(tx, actor.domain.id, 'invitation', tokens, INVITATION_HOURS),
      this.outbox.addAll(tx, actor.domain.id, mails),
    );
  }

  /** To choose another password. */
  async mailReset(tx: WriteTx, actor: AnyActor, holder: LinkHolder): Promise<void> {
    const { token, hash } = issueToken('reset');
    await this.tokens.add(tx, { userId: holder.id, domainId: holder.domainId }, 'reset', hash, RESET_HOURS);
    const mail = { kind: 'password-reset', ...aboutOf(holder, actor), token, validMinutes: RESET_HOURS * 60 } as const;
    await this.outbox.add(tx, holder.domainId, mail);
  }

  /** From now on what was mailed leads nowhere. */
  endAll(tx: WriteTx, userId: string): Promise<void> {
    return this.tokens.endOfUser(tx, userId);
  }
}

function aboutOf(holder: LinkHolder, actor: AnyActor) {
  const to = { name: `${holder.firstName} ${holder.lastName}`, address: holder.email };
  return { to, language: holder.language, username: holder.username, domain: actor.domain.name };
}

/** Null without an address to write to. */
export function holderOf(user: AccountRecord): LinkHolder | null {
  const { id, domain_id: domainId, username, first_name: firstName, last_name: lastName, email, language } = user;
  return email === null ? null : { id, domainId, username, firstName, lastName, email, language };
}
