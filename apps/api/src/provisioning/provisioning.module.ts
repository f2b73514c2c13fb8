import { Module } from '@nestjs/common';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { UpkeepModule } from '../platform/upkeep/upkeep.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { DirectorySyncJob } from './directory-sync/directory-sync.job.js';
import { SyncApplier } from './directory-sync/sync-applier.js';
import { SyncChangesRepository } from './directory-sync/sync-changes.repository.js';
import { SyncEntriesRepository } from './directory-sync/sync-entries.repository.js';
import { SyncPlanner } from './directory-sync/sync-planner.js';
import { SyncReader } from './directory-sync/sync-reader.js';
import { SyncRunsRepository } from './directory-sync/sync-runs.repository.js';
import { SyncRuns } from './directory-sync/sync-runs.service.js';
import { SyncScheduleRepository } from './directory-sync/sync-schedule.repository.js';
import { SyncSchedule } from './directory-sync/sync-schedule.service.js';
import { SyncUpkeepRepository } from './directory-sync/sync-upkeep.repository.js';
import { SyncUpkeep } from './directory-sync/sync-upkeep.service.js';
import { SyncsController } from './directory-sync/syncs.controller.js';
import { SyncsService } from './directory-sync/syncs.service.js';
import { ImportApplier } from './imports/import-applier.js';
import { ImportApplyingRepository } from './imports/import-applying.repository.js';
import { ImportCleaning } from './imports/import-cleaning.service.js';
import { ImportCredentials } from './imports/import-credentials.service.js';
import { ImportJudge } from './imports/import-judge.service.js';
import { ImportReports } from './imports/import-reports.service.js';
import { ImportRowsRepository } from './imports/import-rows.repository.js';
import { ImportRuns } from './imports/import-runs.service.js';
import { ImportSecretsRepository } from './imports/import-secrets.repository.js';
import { ImportUndoer } from './imports/import-undoer.js';
import { ImportUpkeepRepository } from './imports/import-upkeep.repository.js';
import { ImportUploads } from './imports/import-uploads.service.js';
import { ImportValidator } from './imports/import-validator.js';
import { ImportsController } from './imports/imports.controller.js';
import { ImportsRepository } from './imports/imports.repository.js';
import { ImportsService } from './imports/imports.service.js';
import { UserImportJob } from './imports/user-import.job.js';

/** How users come and go by themselves. */
@Module({
  imports: [JobsModule, ProvidersModule, SettingsModule, UpkeepModule, UsersModule],
  controllers: [ImportsController, SyncsController],
  providers: [
    DirectorySyncJob,
    ImportApplier,
    ImportApplyingRepository,
    ImportCleaning,
    ImportCredentials,
    ImportJudge,
    ImportReports,
    ImportRowsRepository,
    ImportRuns,
    ImportSecretsRepository,
    ImportUndoer,
    ImportUpkeepRepository,
    ImportUploads,
    ImportValidator,
    ImportsRepository,
    ImportsService,
    SyncApplier,
    SyncChangesRepository,
    SyncEntriesRepository,
    SyncPlanner,
    SyncReader,
    SyncRuns,
    SyncRunsRepository,
    SyncSchedule,
    SyncScheduleRepository,
    SyncUpkeep,
    SyncUpkeepRepository,
    SyncsService,
    UserImportJob,
  ],
})
export class ProvisioningModule {}
