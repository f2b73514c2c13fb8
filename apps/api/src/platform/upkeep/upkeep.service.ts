import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { JobsService } from '../jobs/jobs.service.js';
import { UpkeepRepository, type Chore } from './upkeep.repository.js';

const NAME = 'wardkeep-upkeep';
const EVERY_TEN_MINUTES = '*/10 * * * *';
const MAX_BATCHES = 50;
/** One batch at a time: no statement may run into its time limit, however much there is to do. */
const BATCH = 2_000;

/** Ends and removes what is over by its own time, once among all instances. */
@Injectable()
export class UpkeepService implements OnModuleInit {
  private readonly chores: Chore[];

  constructor(
    private readonly jobs: JobsService,
    private readonly system: SystemUnitOfWork,
    upkeep: UpkeepRepository,
  ) {
    this.chores = [...upkeep.chores];
  }

  onModuleInit(): void {
    this.jobs.schedule(NAME, EVERY_TEN_MINUTES, () => this.tidy());
  }

  /** For what a feature above knows to be over. */
  add(chore: Chore): void {
    this.chores.push(chore);
  }

  /** Each batch in a transaction of its own, so that nobody waits long for a row. */
  async tidy(): Promise<void> {
    for (const chore of this.chores) {
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const count = await this.system.maintain((tx) => chore(tx, BATCH));
        if (count < BATCH) break;
      }
    }
  }
}
