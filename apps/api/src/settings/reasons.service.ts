import { Injectable } from '@nestjs/common';
import type { ReasonPolicy } from 'wardkeep/contracts';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { SettingsService } from './settings.service.js';

/** Asks why, where the Domain wants to know: the reason is kept with the audit events of the change. */
@Injectable()
export class Reasons {
  constructor(private readonly settings: SettingsService) {}

  /** Refuses without one. A dry run goes on: the answer is the warning that tells of it. */
  async require(tx: ReadTx, actor: Actor, action: keyof ReasonPolicy): Promise<readonly string[]> {
    if (actor.origin.reason !== null) return [];
    const { reasons } = await this.settings.of(tx, actor.domain.id);
    if (!reasons[action]) return [];
    if (actor.dryRun) return ['reason-required'];
    throw new Problem('reason-required', {
      errors: [{ pointer: 'X-Reason', code: 'reason-required', detail: 'is asked for by the Domain' }],
    });
  }
}
