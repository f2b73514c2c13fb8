import { Module } from '@nestjs/common';
import { BossRepository } from './boss.repository.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobRunsRepository } from './job-runs.repository.js';
import { JobStreams } from './job-streams.service.js';
import { JobWatch } from './job-watch.service.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({
  controllers: [JobsController],
  providers: [
    BossRepository,
    JobsRepository,
    JobRunsRepository,
    JobQueue,
    JobRunner,
    JobStreams,
    JobWatch,
    JobsService,
  ],
  exports: [JobsService],
})
export class JobsModule {}
