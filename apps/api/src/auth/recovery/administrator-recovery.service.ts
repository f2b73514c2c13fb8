import { Injectable } from '@nestjs/common';
import { DomainsService } from '../../domains/domains.service.js';
import { AccessEnder } from '../../platform/access-ender.js';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { AccountRecovery } from '../../users/account-recovery.service.js';
import { mailTo } from '../../users/mail-to.js';

const ADMINISTRATOR = 'sys-admin';

export type Recovered = {
  readonly username: string;
  readonly password: string;
  readonly hours: number | null;
  readonly sessions: number;
  readonly twoFactor: boolean;
};

/** For who has the host and no way to sign in: a new one-time password for the System Administrator. */
@Injectable()
export class AdministratorRecovery {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly domains: DomainsService,
    private readonly accounts: AccountRecovery,
    private readonly access: AccessEnder,
    private readonly outbox: OutboxService,
  ) {}

  /** Null when Wardkeep was never started on this database. */
  async run(): Promise<Recovered | null> {
    const primary = await this.domains.byName(null);
    if (!primary) return null;
    const { accepted, temporary } = await this.accounts.prepare(primary.id, ADMINISTRATOR);
    if (!accepted || temporary === null) throw new Error('No password was made');
    const actor = inDomain(primary);
    return this.unitOfWork.write<Recovered | null>(actor, async (tx) => {
      const recovered = await this.accounts.recover(tx, actor, accepted);
      if (!recovered) return { result: null, unchanged: true };
      const { user, audit } = recovered;
      const { sessions } = await this.access.ofUser(tx, user.id, 'password-reset');
      const about = mailTo(user, primary);
      if (about) await this.outbox.add(tx, user.domain_id, { kind: 'password-temporary', ...about });
      const { username, totp_enrolled: twoFactor } = user;
      const result = { username, password: temporary, hours: accepted.hours, sessions, twoFactor };
      return { result, audit: [audit] };
    });
  }
}
