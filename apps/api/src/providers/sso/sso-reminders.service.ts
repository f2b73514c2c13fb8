import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Expiring } from 'wardkeep/contracts';
import type { DomainRef } from '../../platform/actor.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { ProviderDetails } from '../provider-details.service.js';
import { ProvidersRepository } from '../providers.repository.js';
import { SsoRemindersRepository } from './sso-reminders.repository.js';

/** So many days before the end. */
const STEPS = [1, 7, 30];

/** Which secrets and certificates of a Domain's providers are about to end, each told of at every step once. */
@Injectable()
export class SsoReminders {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly details: ProviderDetails,
    private readonly reminders: SsoRemindersRepository,
  ) {}

  /** Marks them as told. @returns the days that are left of those that nobody was told of yet */
  async take(tx: WriteTx, { id: domainId }: DomainRef): Promise<readonly number[]> {
    const due: number[] = [];
    for (const provider of await this.providers.enabled(tx, domainId)) {
      for (const thing of await this.details.expiring(tx, provider)) {
        const days = STEPS.find((step) => thing.daysLeft >= 0 && thing.daysLeft <= step);
        if (days === undefined) continue;
        const reminder = { domainId, providerId: provider.id, thing: hashOf(thing), days, expiresAt: thing.expiresAt };
        if (await this.reminders.mark(tx, reminder)) due.push(Math.max(1, thing.daysLeft));
      }
    }
    return due;
  }
}

/** What is replaced is another thing, also under the same name. */
function hashOf({ what, name, expiresAt }: Expiring): Buffer {
  return createHash('sha256').update(`${what}\n${name}\n${expiresAt}`).digest();
}
