import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PASSWORD_WARNING_DAYS } from 'wardkeep/contracts';
import { DomainsService } from '../domains/domains.service.js';
import { inDomain, type DomainRef } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { ExpiringPasswords } from './expiring-passwords.repository.js';
import { mailTo } from './mail-to.js';

const NAME = 'wardkeep-expiry-reminders';
const DAILY = '20 5 * * *';
const DAYS = [PASSWORD_WARNING_DAYS, 7, 1];
const BATCH = 200;

/** Tells people by mail that their password ends: on three days before, each once among all instances. */
@Injectable()
export class ExpiryReminders implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly domains: DomainsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly expiring: ExpiringPasswords,
    private readonly outbox: OutboxService,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule(NAME, DAILY, () => this.remind());
  }

  /** Without a mail server nobody is marked as told. */
  async remind(): Promise<void> {
    if (!this.outbox.isDelivering) return;
    for (const domain of await this.domains.enabled()) {
      for (let told = BATCH; told === BATCH;) told = await this.remindSome(domain);
    }
  }

  /** The mark and the mail in one transaction; nobody did this, so nothing is audited. */
  private remindSome(domain: DomainRef): Promise<number> {
    return this.unitOfWork.write(inDomain(domain), async (tx) => {
      const due = await this.expiring.take(tx, domain.id, DAYS, BATCH);
      for (const user of due) {
        const about = mailTo(user, domain);
        if (about) await this.outbox.add(tx, domain.id, { kind: 'password-expiring', ...about, days: user.days });
      }
      return { result: due.length, unchanged: true };
    });
  }
}
