import { Injectable } from '@nestjs/common';
import { DomainsService } from '../../domains/domains.service.js';
import { inDomain } from '../../platform/actor.js';
import { AccessBus } from '../../platform/database/access-bus.js';
import { SigningKeyRotation } from '../../platform/database/signing-key-rotation.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { SystemUnitOfWork } from '../../platform/database/unit-of-work.js';
import { SessionsRepository } from '../sessions.repository.js';

/** `planned` in an hour; `at-once` with the earlier tokens believed on; `emergency` with none of them, and no session. */
export type Replacement = 'planned' | 'at-once' | 'emergency';

/** For who has the host: another key for the tokens of sessions. */
@Injectable()
export class SigningKeyReplacement {
  constructor(
    private readonly system: SystemUnitOfWork,
    private readonly domains: DomainsService,
    private readonly rotation: SigningKeyRotation,
    private readonly sessions: SessionsRepository,
    private readonly bus: AccessBus,
  ) {}

  /** How many sessions ended; null when Wardkeep was never started on this database. */
  async run(how: Replacement): Promise<number | null> {
    const primary = await this.domains.byName(null);
    if (!primary) return null;
    return this.system.write(inDomain(primary), async (tx) => {
      const result = await this.carryOut(tx, how);
      return { result, audit: [{ type: 'system.signing-key-replaced', detail: how }] };
    });
  }

  private async carryOut(tx: WriteTx, how: Replacement): Promise<number> {
    if (how === 'planned') await this.rotation.plan(tx);
    if (how === 'at-once') await this.rotation.replace(tx);
    if (how !== 'emergency') return 0;
    await this.rotation.startOver(tx);
    const ended = await this.sessions.endEverywhere(tx, 'ended-by-administrator');
    await this.bus.announce(tx, { kind: 'domain', id: '*' });
    return ended;
  }
}
