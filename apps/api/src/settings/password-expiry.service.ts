import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AnyActor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import type { JobHandler } from '../platform/jobs/job-handler.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { PasswordExpiryRepository } from './password-expiry.repository.js';
import { SettingsService } from './settings.service.js';

const KIND = 'password-expiry';
const BATCH = 2_000;

/**
 * Lists show and filter by the time at which a password expires, so it is stored. Signing in computes it anew: a
 * changed age acts at once, and the stored times follow.
 */
@Injectable()
export class PasswordExpiryService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly system: SystemUnitOfWork,
    private readonly settings: SettingsService,
    private readonly expiry: PasswordExpiryRepository,
    private readonly bus: AccessBus,
  ) {}

  onModuleInit(): void {
    this.jobs.define(KIND, this.rewrite, { isShort: true, startsAnew: true });
  }

  /** In the transaction of the change; null for every Domain. */
  async start(tx: WriteTx, actor: AnyActor, domainId: string | null): Promise<void> {
    await this.jobs.start(tx, actor, KIND, { domainId });
  }

  /** What an interrupted run wrote is found written by the next one. */
  private readonly rewrite: JobHandler = async (job) => {
    const wanted = job.input['domainId'];
    const only = typeof wanted === 'string' ? wanted : null;
    const domains = await this.system.read((tx) => this.expiry.domains(tx, only));
    for (const [done, domainId] of domains.entries()) {
      await job.progress(done, domains.length);
      for (let last: string | null = null, isFirst = true; isFirst || last !== null; isFirst = false) {
        if (job.isCancelled()) return undefined;
        last = await this.batch(domainId, last);
      }
    }
    await job.progress(domains.length, domains.length);
    return { domains: domains.length };
  };

  /** By the policy of the moment: of two changes in a row, the later one's times stay. */
  private batch(domainId: string, last: string | null): Promise<string | null> {
    return this.system.maintain(async (tx) => {
      const { passwords, passwordAgesFrom: agesFrom } = await this.settings.read(tx, domainId);
      const next = await this.expiry.rewrite(tx, domainId, last, { maxAgeDays: passwords.maxAgeDays, agesFrom }, BATCH);
      if (next === null) await this.bus.announce(tx, { kind: 'domain', id: domainId });
      return next;
    });
  }
}
