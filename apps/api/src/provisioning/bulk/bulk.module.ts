import { Module } from '@nestjs/common';
import { JobsModule } from '../../platform/jobs/jobs.module.js';
import { UpkeepModule } from '../../platform/upkeep/upkeep.module.js';
import { RolesModule } from '../../roles/roles.module.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { SettingsModule } from '../../settings/settings.module.js';
import { UsersModule } from '../../users/users.module.js';
import { BulkActors } from './bulk-actors.service.js';
import { BulkItemsRepository } from './bulk-items.repository.js';
import { BulkJobsRepository } from './bulk-jobs.repository.js';
import { BulkPreviews } from './bulk-preview.service.js';
import { BulkUpkeepRepository } from './bulk-upkeep.repository.js';
import { BulkUpkeep } from './bulk-upkeep.service.js';
import { BulkWorker } from './bulk-worker.service.js';
import { BulkController } from './bulk.controller.js';
import { BulkJobs } from './bulk.job.js';
import { BulkService } from './bulk.service.js';

/** One action on many users. */
@Module({
  imports: [JobsModule, RolesModule, SessionsModule, SettingsModule, UpkeepModule, UsersModule],
  controllers: [BulkController],
  providers: [
    BulkActors,
    BulkItemsRepository,
    BulkJobs,
    BulkJobsRepository,
    BulkPreviews,
    BulkService,
    BulkUpkeep,
    BulkUpkeepRepository,
    BulkWorker,
  ],
})
export class BulkModule {}
