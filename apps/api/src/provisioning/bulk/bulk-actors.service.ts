import { Injectable } from '@nestjs/common';
import type { Actor, DomainRef } from '../../platform/actor.js';
import { SystemUnitOfWork } from '../../platform/database/unit-of-work.js';
import { roleOf } from '../../users/user-record.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { BulkJob } from './bulk-jobs.repository.js';

/** Who acts while a job runs: whoever started it, with the rights that they have now. */
@Injectable()
export class BulkActors {
  constructor(
    private readonly system: SystemUnitOfWork,
    private readonly accounts: UserAccounts,
  ) {}

  /** Refuses once they may not act in this Domain. */
  async of(job: BulkJob, domain: DomainRef): Promise<Actor> {
    const user = await this.system.read((tx) => this.accounts.stillActing(tx, job.actorId, domain.id));
    return {
      kind: 'user',
      userId: user.id,
      username: user.username,
      home: { id: job.homeId, name: job.homeName },
      domain,
      roleKind: user.role_kind,
      grants: roleOf(user).grants,
      dryRun: false,
      once: null,
      origin: { ...job.origin, requestId: job.jobId },
    };
  }
}
