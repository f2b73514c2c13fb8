import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainsService } from '../../domains/domains.service.js';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { SsoReminders } from '../../providers/sso/sso-reminders.service.js';
import { AdministratorMail } from '../../users/administrator-mail.service.js';

const NAME = 'wardkeep-sso-reminders';
const DAILY = '35 5 * * *';

/** Tells administrators by mail that a secret or certificate ends: 30, 7 and 1 days before, once among all instances. */
@Injectable()
export class SsoRemindersSchedule implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly domains: DomainsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly reminders: SsoReminders,
    private readonly mail: AdministratorMail,
    private readonly outbox: OutboxService,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule(NAME, DAILY, () => this.remind());
  }

  /** Without a mail server nothing is marked as told. */
  async remind(): Promise<void> {
    if (!this.outbox.isDelivering) return;
    for (const domain of await this.domains.enabled()) {
      await this.unitOfWork.write(inDomain(domain), async (tx) => {
        const due = await this.reminders.take(tx, domain);
        if (due.length > 0) await this.mail.providerExpiring(tx, domain, { days: Math.min(...due) });
        return { result: undefined, unchanged: true };
      });
    }
  }
}
