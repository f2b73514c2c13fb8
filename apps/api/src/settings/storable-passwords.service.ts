import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ResolvedSettings } from 'wardkeep/rules';
import { ConfigError } from '../platform/config/config-error.js';
import { PasswordHasher } from '../platform/crypto/password-hasher.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { SettingsRepository } from './settings.repository.js';
import { SettingsService } from './settings.service.js';

const NAME = 'passwords.minLength';

/** No policy asks for passwords that the configured hashes can not keep whole: nobody could choose one. */
@Injectable()
export class StorablePasswords implements OnModuleInit {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly system: SystemUnitOfWork,
    private readonly service: SettingsService,
    private readonly settings: SettingsRepository,
  ) {}

  /** What was chosen before the hashes were configured so. */
  async onModuleInit(): Promise<void> {
    if (this.hasher.maxBytes === null) return;
    const problems = await this.system.read(async (tx) => {
      const { global } = await this.settings.levels(tx, null);
      const found = [this.flawOf(this.service.resolve(global, null), NAME)];
      for (const [domainId, stored] of await this.settings.ofDomains(tx)) {
        const name = (await this.settings.domain(tx, domainId))?.name ?? domainId;
        found.push(this.flawOf(this.service.resolve(global, stored), `${NAME} of the Domain ${name}`));
      }
      return found.filter((flaw) => flaw !== null);
    });
    if (problems.length > 0) throw new ConfigError(problems);
  }

  refuseUnlessStorable(after: ResolvedSettings): void {
    const detail = this.flawOf(after, NAME);
    if (detail === null) return;
    throw new Problem('invalid-request', {
      errors: [{ pointer: '/passwords/minLength', code: 'not-storable', detail }],
    });
  }

  private flawOf(settings: ResolvedSettings, name: string): string | null {
    const { maxBytes } = this.hasher;
    const least = Number(settings[NAME].value);
    if (maxBytes === null || least <= maxBytes) return null;
    return `${name}: must not be more than ${maxBytes} with hashing.algorithm bcrypt, which reads no more (it is ${least})`;
  }
}
