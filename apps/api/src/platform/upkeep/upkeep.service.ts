import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { JobsService } from '../jobs/jobs.service.js';
import { UpkeepRepository } from './upkeep.repository.js';

const NAME = 'wardkeep-upkeep';
const EVERY_TEN_MINUTES = '*/10 * * * *';
const MAX_BATCHES = 50;

/** Ends and removes what is over by its own time, once among all instances. */
@Injectable()
export class UpkeepService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly system: SystemUnitOfWork,
    private readonly upkeep: UpkeepRepository,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule(NAME, EVERY_TEN_MINUTES, () => this.tidy());
  }

  /** Each batch in a transaction of its own, so that nobody waits long for a row. */
  async tidy(): Promise<void> {
    const { idleMinutes } = this.config.sessions;
    for (const chore of this.upkeep.chores) {
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const count = await this.system.maintain((tx) => chore(tx, idleMinutes));
        if (!this.upkeep.isWholeBatch(count)) break;
      }
    }
  }
}
