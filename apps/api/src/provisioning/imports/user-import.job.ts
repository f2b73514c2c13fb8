import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ImportState } from 'wardkeep/contracts';
import { inDomain, NOWHERE } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem, toldOf } from '../../platform/http/problem.js';
import type { JobContext, JobInput } from '../../platform/jobs/job-handler.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { ImportApplier } from './import-applier.js';
import { ImportCleaning } from './import-cleaning.service.js';
import { ImportInterrupted, type ImportEnding, type RunningImport } from './import-run.js';
import { ImportRuns } from './import-runs.service.js';
import { ImportUndoer } from './import-undoer.js';
import { ImportValidator } from './import-validator.js';
import { ImportsRepository } from './imports.repository.js';
import { USER_IMPORT } from './user-import.kind.js';

type Phase = Extract<ImportState, 'validating' | 'applying' | 'undoing'>;

const ENDS: Readonly<Record<Phase, ImportEnding['state']>> = {
  validating: 'ready',
  applying: 'succeeded',
  undoing: 'undone',
};

/** Carries out what an import is at; interrupted, it goes on with the first row that is not done. */
@Injectable()
export class UserImportJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportsRepository,
    private readonly runs: ImportRuns,
    private readonly cleaning: ImportCleaning,
    private readonly validator: ImportValidator,
    private readonly applier: ImportApplier,
    private readonly undoer: ImportUndoer,
  ) {}

  onModuleInit(): void {
    this.jobs.define(USER_IMPORT, (job) => this.carryOut(job), { givenUp: (job) => this.giveUp(job) });
  }

  async carryOut(job: JobContext): Promise<JobInput | undefined> {
    const importId = String(job.input['importId']);
    const running = await this.begin(job, importId);
    if (!running) return { importId };
    const phase = running.run.state as Phase;
    try {
      await this.work(running, phase);
      await this.runs.end(running, { state: ENDS[phase] });
      return { importId, phase, ...running.run.tally };
    } catch (error) {
      await this.afterFailure(running, error);
      return { importId, phase };
    }
  }

  private async giveUp(job: JobContext): Promise<void> {
    const running = await this.begin(job, String(job.input['importId']));
    if (running) await this.end(running, { state: 'failed', error: 'Interrupted too often' });
  }

  /** Null when there is nothing to do: it was paused, cancelled, carried out, or goes on in another job. */
  private async begin(job: JobContext, importId: string): Promise<RunningImport | null> {
    const origin = { ...NOWHERE, requestId: importId };
    const actor = inDomain(job.domain, origin);
    const run = await this.unitOfWork.write(actor, async (tx) => ({
      result: await this.imports.takeOver(tx, importId, job.jobId),
      unchanged: true,
    }));
    return run && { job, run, actor: inDomain(job.domain, { ...origin, reason: run.reason }) };
  }

  private work(running: RunningImport, phase: Phase): Promise<void> {
    if (phase === 'validating') return this.validator.validate(running);
    return phase === 'applying' ? this.applier.apply(running) : this.undoer.undo(running);
  }

  /** What passes, such as a database that is away, is tried again: the job goes on later. */
  private async afterFailure(running: RunningImport, error: unknown): Promise<void> {
    if (error instanceof Problem && error.status === 503) throw error;
    if (error instanceof ImportInterrupted) {
      if (await this.runs.isCancelled(running)) await this.end(running, { state: 'cancelled' });
      return;
    }
    await this.end(running, { state: 'failed', error: toldOf(error) });
    throw error;
  }

  private async end(running: RunningImport, ending: ImportEnding): Promise<void> {
    await this.runs.end(running, ending);
    await this.cleaning.forget(running.actor, running.run.id);
  }
}
