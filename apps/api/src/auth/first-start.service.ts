import { Injectable } from '@nestjs/common';
import { DomainFounder, PRIMARY_DOMAIN, type PreparedAdministrator } from '../domains/domain-founder.js';
import { DomainsService } from '../domains/domains.service.js';
import { inDomain } from '../platform/actor.js';
import { ConfigError } from '../platform/config/config-error.js';
import { Config } from '../platform/config/config.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { InitialPasswordFile } from '../users/initial-password-file.js';

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
    const prepared = await this.prepared();
    const { temporary } = prepared.password;
    if (temporary !== null) await this.file.write(temporary);
    const made = await this.system.write(inDomain({ id: '', name: 'primary' }), async (tx) => {
      if (await this.domains.isFounded(tx)) return { result: false, unchanged: true };
      const domain = await this.domains.createPrimary(tx);
      const { audit } = await this.founder.found(tx, domain, unhurried(prepared));
      const first = { type: 'system.started-first', domainId: domain.id } as const;
      return { result: true, audit: [first, ...audit] };
    });
    return made ? temporary : null;
  }

  private async prepared(): Promise<PreparedAdministrator> {
    const given = this.config.initialAdminPassword;
    const administrator = { username: ADMINISTRATOR, firstName: 'System', lastName: 'Administrator' };
    const password = given ? { password: given.reveal() } : { initialPassword: 'temporary' as const };
    try {
      return await this.founder.prepare({ ...administrator, ...password }, PRIMARY_DOMAIN);
    } catch (error) {
      throw isRefusal(error) ? new ConfigError(reasonsOf(error)) : error;
    }
  }
}

/** Nobody has seen a one-time password yet, so its day does not run yet either. */
function unhurried(prepared: PreparedAdministrator): PreparedAdministrator {
  const { accepted } = prepared.password;
  if (!accepted?.mustChange) return prepared;
  return { ...prepared, password: { ...prepared.password, accepted: { ...accepted, hours: null } } };
}

function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && error.code === 'password-refused';
}

function reasonsOf({ details: { errors = [] } }: Problem): readonly string[] {
  return errors.map(({ detail }) => `WARDKEEP_INITIAL_ADMIN_PASSWORD: ${detail}`);
}
