import { Injectable } from '@nestjs/common';
import type { EndedAccess, TemporaryPassword } from 'wardkeep/contracts';
import { AccessEnder, type Ended } from '../platform/access-ender.js';
import type { Actor } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { AccountLinks, holderOf, type LinkHolder } from './account-links.service.js';
import { mailTo } from './mail-to.js';
import { PasswordsService, type AcceptedPassword } from './passwords.service.js';
import { ResetAdmission } from './reset-admission.service.js';
import { UserAccounts } from './user-accounts.service.js';
import { subjectOf, type UserRecord } from './user-record.js';

type Replacement = { readonly accepted: AcceptedPassword; readonly kind: 'password-set' | 'password-temporary' };

/** A dry run hashes nothing and compares with no earlier password: it would tell, unseen, which guess is right. */
const NOT_KEPT: AcceptedPassword = { hash: '', hours: null, mustChange: false, mode: 'classic', minLength: 0 };

/** Other people's passwords: set, made for a day, or chosen by link. Whatever replaces one ends what it opened. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly admission: ResetAdmission,
    private readonly passwords: PasswordsService,
    private readonly accounts: UserAccounts,
    private readonly links: AccountLinks,
    private readonly access: AccessEnder,
    private readonly outbox: OutboxService,
  ) {}

  async set(actor: Actor, id: string, newPassword: string): Promise<EndedAccess> {
    const user = await this.admission.before(actor, id);
    const accepted = actor.dryRun ? NOT_KEPT : await this.passwords.accept(actor, user, newPassword, '/newPassword');
    return this.unitOfWork.write(actor, async (tx) => {
      const { audit, ended } = await this.replace(tx, actor, id, { accepted, kind: 'password-set' });
      return {
        result: { endedSessions: ended.sessions, endedTokens: ended.tokens },
        audit: [audit],
        effects: effectsOf(ended),
      };
    });
  }

  /** The password is in the answer alone. */
  async temporary(actor: Actor, id: string): Promise<TemporaryPassword> {
    const user = await this.admission.before(actor, id);
    const { password, accepted } = await this.passwords.temporary(actor, user, '/method');
    return this.unitOfWork.write(actor, async (tx) => {
      const { audit, ended } = await this.replace(tx, actor, id, { accepted, kind: 'password-temporary' });
      const { password_expires_at: expiresAt } = await this.admission.locked(tx, actor, id);
      return {
        result: { temporaryPassword: password, expiresAt: expiresAt?.toISOString() ?? '' },
        audit: [audit],
        effects: effectsOf(ended),
      };
    });
  }

  /** The present password works on until the link is used. */
  mail(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.write(actor, async (tx) => {
      const user = await this.admission.locked(tx, actor, id);
      await this.links.mailReset(tx, actor, this.reachable(user, '/method'));
      return { result: undefined, audit: [{ type: 'password.reset-mailed', subject: subjectOf(user) }] };
    });
  }

  /** Once more to who has not followed the first one. */
  invite(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.write(actor, async (tx) => {
      const user = await this.admission.locked(tx, actor, id);
      if (!user.invited) throw noMail('', 'has chosen a password already');
      await this.links.invite(tx, actor, this.reachable(user, ''));
      return { result: undefined, audit: [{ type: 'invitation.sent', subject: subjectOf(user) }] };
    });
  }

  private async replace(
    tx: WriteTx,
    actor: Actor,
    id: string,
    { accepted, kind }: Replacement,
  ): Promise<{ readonly audit: AuditEntry; readonly ended: Ended }> {
    const user = await this.admission.locked(tx, actor, id);
    const event = kind === 'password-set' ? 'password.set' : 'password.temporary';
    const audit = await this.accounts.setPassword(tx, actor, user, accepted, event);
    const ended = await this.access.ofUser(tx, id, 'password-reset');
    const about = mailTo(user, actor.domain);
    if (about) await this.outbox.add(tx, user.domain_id, { kind, ...about });
    return { audit, ended };
  }

  private reachable(user: UserRecord, pointer: string): LinkHolder {
    const holder = holderOf(user);
    if (!holder) throw noMail(pointer, 'needs an email address to write to');
    if (!this.links.isDelivering) throw noMail(pointer, 'needs a mail server, which is not configured');
    return holder;
  }
}

function effectsOf({ sessions, tokens }: Ended) {
  return { endsSessions: sessions, endsTokens: tokens };
}

function noMail(pointer: string, detail: string): Problem {
  return new Problem('mail-unavailable', { errors: [{ pointer, code: 'mail-unavailable', detail }] });
}
