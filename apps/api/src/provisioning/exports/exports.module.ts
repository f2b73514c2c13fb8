import { Module } from '@nestjs/common';
import { CopyReads } from '../../platform/database/copy-reads.service.js';
import { SettingsModule } from '../../settings/settings.module.js';
import { ExportsController } from './exports.controller.js';
import { ExportsRepository } from './exports.repository.js';
import { ExportsService } from './exports.service.js';

/** Users as a file. */
@Module({
  imports: [SettingsModule],
  controllers: [ExportsController],
  providers: [CopyReads, ExportsRepository, ExportsService],
})
export class ExportsModule {}
