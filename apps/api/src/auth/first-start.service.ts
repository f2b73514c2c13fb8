import { Injectable } from '@nestjs/common';
import { DomainFounder } from '../domains/domain-founder.js';
import { DomainsService } from '../domains/domains.service.js';
import { inDomain } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { InitialPasswordFile } from './initial-password-file.js';

const ADMINISTRATOR = 'sys-admin';

/** Makes the Primary Domain and its default System Administrator when there is none yet. */
@Injectable()
export class FirstStartService {
  constructor(
    private readonly config: Config,
    private readonly system: SystemUnitOfWork,
    private readonly domains: DomainsService,
    private readonly founder: DomainFounder,
    private readonly file: InitialPasswordFile,
  ) {}

  /** @returns the one-time password, if this start made one */
  async run(): Promise<string | null> {
    if (await this.domains.byName(null)) return null;
    const given = this.config.initialAdminPassword;
    const prepared = await this.founder.prepare({
      username: ADMINISTRATOR,
      firstName: 'System',
      lastName: 'Administrator',
      ...(given ? { password: given.reveal() } : { initialPassword: 'temporary' }),
    });
    const { temporary } = prepared.password;
    if (temporary !== null) await this.file.write(temporary);
    const made = await this.system.write(inDomain({ id: '', name: 'primary' }), async (tx) => {
      if (await this.domains.isFounded(tx)) return { result: false, unchanged: true };
      const domain = await this.domains.createPrimary(tx);
      // Nobody has seen the password yet, so its day does not run yet either.
      const unhurried = { ...prepared, password: { ...prepared.password, hours: null } };
      const { audit } = await this.founder.found(tx, domain, unhurried);
      const first = { type: 'system.started-first', domainId: domain.id } as const;
      return { result: true, audit: [first, ...audit] };
    });
    return made ? temporary : null;
  }
}
