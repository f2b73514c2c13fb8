import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SyncCounts } from 'wardkeep/contracts';
import { disableLimit } from 'wardkeep/rules';
import { inDomain, NOWHERE, type DomainActor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import type { JobContext, JobInput } from '../../platform/jobs/job-handler.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { ProvidersService } from '../../providers/providers.service.js';
import { SyncApplier } from './sync-applier.js';
import { SyncPlanner } from './sync-planner.js';
import { SyncReader } from './sync-reader.js';
import { changesIn, SyncInterrupted, SyncStopped, type RunEnding, type RunningSync } from './sync-run.js';
import { SyncRunsRepository } from './sync-runs.repository.js';
import { SyncRuns } from './sync-runs.service.js';

export const DIRECTORY_SYNC = 'directory-sync';

/**
 * Carries out a run: read all, plan all, look at the limit, then apply. Interrupted before it applies it begins anew;
 * after that it goes on where it was.
 */
@Injectable()
export class DirectorySyncJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SyncRunsRepository,
    private readonly runs: SyncRuns,
    private readonly providers: ProvidersService,
    private readonly reader: SyncReader,
    private readonly planner: SyncPlanner,
    private readonly applier: SyncApplier,
  ) {}

  onModuleInit(): void {
    this.jobs.define(DIRECTORY_SYNC, (job) => this.carryOut(job), { startsAnew: true });
  }

  async carryOut(job: JobContext): Promise<JobInput | undefined> {
    const syncId = String(job.input['syncId']);
    const actor = inDomain(job.domain, { ...NOWHERE, requestId: syncId });
    const sync = await this.begin(job, actor, syncId);
    if (!sync) return { syncId };
    try {
      const counts = await this.run(sync);
      await this.end(sync, { state: 'succeeded' });
      return { syncId, providerId: sync.provider.id, ...counts };
    } catch (error) {
      await this.afterFailure(sync, error);
      return undefined;
    }
  }

  /** Null when the run has ended, or went with its provider. */
  private begin(job: JobContext, actor: DomainActor, syncId: string): Promise<RunningSync | null> {
    return this.unitOfWork.write<RunningSync | null>(actor, async (tx) => {
      const run = await this.repository.takeOver(tx, syncId);
      const provider = run && (await this.providers.ldapOf(tx, run.providerId));
      return { result: provider ? { job, run, provider, actor } : null, unchanged: true };
    });
  }

  private async run(sync: RunningSync): Promise<Partial<SyncCounts>> {
    const { run } = sync;
    if (run.state === 'applying') {
      await this.applier.apply(sync, run.done, changesIn(run.counts));
      return run.counts;
    }
    await this.runs.enter(sync, 'reading');
    const total = await this.reader.read(sync);
    await this.runs.enter(sync, 'planning');
    const counts = await this.planner.plan(sync, total);
    await this.refuseTooMany(sync, counts);
    if (run.mode === 'plan') return counts;

    await this.refuseChanged(sync);
    await this.runs.enter(sync, 'applying');
    await this.applier.apply(sync, 0, changesIn(counts));
    return counts;
  }

  /** Whoever saw the number may let it pass; another number than the one they saw may not. */
  private async refuseTooMany(sync: RunningSync, { disable }: SyncCounts): Promise<void> {
    const { run, provider } = sync;
    const percent = provider.config.disableThresholdPercent;
    const enabled = await this.runs.within(sync, async (tx) => ({
      result: await this.runs.enabledUsers(tx, sync),
      unchanged: true,
    }));
    const limit = disableLimit(enabled, percent);
    if (disable <= limit || (run.despiteLimit && run.confirmDisable === disable)) return;
    throw new SyncStopped(
      'too-many-to-disable',
      `${disable} of ${enabled} enabled users would be disabled; the limit is ${limit} (${percent} %)`,
    );
  }

  /** What was read with other settings is not applied. */
  private async refuseChanged({ run, provider, actor }: RunningSync): Promise<void> {
    const now = await this.unitOfWork.read(actor, (tx) => this.providers.ldapOf(tx, run.providerId));
    if (now?.version !== provider.version) {
      throw new SyncStopped('provider-changed', 'The provider was changed while the directory was read');
    }
  }

  /** What passes, such as a database that is away, is tried again: the job goes on later. */
  private async afterFailure(sync: RunningSync, error: unknown): Promise<void> {
    if (error instanceof Problem && error.status === 503) throw error;
    if (error instanceof SyncInterrupted) {
      if (await this.runs.isCancelled(sync)) await this.end(sync, { state: 'cancelled' });
      return;
    }
    if (error instanceof SyncStopped) {
      await this.end(sync, { state: 'stopped', stoppedBecause: error.because, detail: error.detail });
      throw new Problem('sync-stopped', { detail: error.detail });
    }
    const detail = error instanceof Problem ? error.message : 'Something went wrong on our side';
    await this.end(sync, { state: 'failed', detail });
    throw error;
  }

  private async end(sync: RunningSync, ending: RunEnding): Promise<void> {
    await this.runs.end(sync, ending);
    await this.reader.forget(sync);
  }
}
