import { Injectable } from '@nestjs/common';
import type { DomainRef } from '../platform/actor.js';
import type { WriteTx } from '../platform/database/transaction.js';
import type { ToldBy } from '../platform/mail/mail.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { Administrators } from './administrators.repository.js';
import { mailTo } from './mail-to.js';

/** Tells those who look after a Domain what needs looking after. */
@Injectable()
export class AdministratorMail {
  constructor(
    private readonly administrators: Administrators,
    private readonly outbox: OutboxService,
  ) {}

  async providerExpiring(tx: WriteTx, domain: DomainRef, told: ToldBy<'provider-expiring'>): Promise<void> {
    const mails = (await this.administrators.reachable(tx)).flatMap((administrator) => {
      const about = mailTo(administrator, domain);
      return about ? [{ kind: 'provider-expiring' as const, ...about, ...told }] : [];
    });
    if (mails.length > 0) await this.outbox.addAll(tx, domain.id, mails);
  }
}
