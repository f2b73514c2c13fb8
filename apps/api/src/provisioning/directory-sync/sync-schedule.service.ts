import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { nextSync } from '../../providers/next-sync.js';
import { SyncRunsRepository, type Orphan } from './sync-runs.repository.js';
import { SyncRuns } from './sync-runs.service.js';
import { SyncScheduleRepository, type DueProvider } from './sync-schedule.repository.js';
import { startEvent, SyncsService } from './syncs.service.js';

const NAME = 'wardkeep-directory-sync';
const EVERY_MINUTE = '* * * * *';
const MOST_AT_ONCE = 200;

/** Starts what is due, once among all instances and in any Domain; what was missed while nobody ran is started once. */
@Injectable()
export class SyncSchedule implements OnModuleInit {
  private readonly logger = new Logger(SyncSchedule.name);

  constructor(
    private readonly jobs: JobsService,
    private readonly system: SystemUnitOfWork,
    private readonly unitOfWork: UnitOfWork,
    private readonly schedule: SyncScheduleRepository,
    private readonly repository: SyncRunsRepository,
    private readonly runs: SyncRuns,
    private readonly syncs: SyncsService,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule(NAME, EVERY_MINUTE, () => this.tick());
  }

  async tick(): Promise<void> {
    const [orphans, due] = await this.system.read(async (tx) => [
      await this.repository.orphans(tx, null),
      await this.schedule.due(tx, MOST_AT_ONCE),
    ]);
    for (const orphan of orphans) await this.alone(orphan.providerId, () => this.settle(orphan));
    for (const each of due) await this.alone(each.providerId, () => this.startDue(each));
  }

  private settle(orphan: Orphan): Promise<void> {
    const actor = inDomain({ id: orphan.domainId, name: orphan.domainName });
    return this.unitOfWork.write<void>(actor, async (tx) => audited(await this.runs.settle(tx, orphan)));
  }

  private startDue({ providerId, domain }: DueProvider): Promise<void> {
    const actor = inDomain(domain);
    return this.unitOfWork.write<void>(actor, async (tx) => {
      if (!(await this.isDue(tx, providerId))) return { result: undefined, unchanged: true };
      const target = await this.repository.target(tx, providerId);
      if (!target) return { result: undefined, unchanged: true };
      const { started, audit } = await this.syncs.queue(tx, actor, target, { mode: 'apply' });
      return audited(started ? [startEvent(target, started, { mode: 'apply' }), ...audit] : audit);
    });
  }

  /** Claims it until the next time, which is found from the database's clock; a far one is only looked at again. */
  private async isDue(tx: WriteTx, providerId: string): Promise<boolean> {
    const claimed = await this.schedule.claim(tx, providerId);
    if (!claimed) return false;
    const { schedule, timeZone, now, nextSyncAt } = claimed;
    const next = schedule === null ? null : (nextSync(schedule, timeZone, now) ?? null);
    const isDue = nextSyncAt <= now;
    if (isDue || next === null || next < nextSyncAt) await this.schedule.setNext(tx, providerId, next);
    return isDue;
  }

  /** One that fails keeps none of the others waiting. */
  private async alone(providerId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn(`the sync of the provider ${providerId} could not be looked after: ${String(error)}`);
    }
  }
}

function audited([first, ...rest]: readonly AuditEntry[]): Change<void> {
  return first ? { result: undefined, audit: [first, ...rest] } : { result: undefined, unchanged: true };
}
