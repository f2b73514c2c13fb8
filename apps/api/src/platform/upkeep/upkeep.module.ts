import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { UpkeepRepository } from './upkeep.repository.js';
import { UpkeepService } from './upkeep.service.js';

@Module({ imports: [JobsModule], providers: [UpkeepRepository, UpkeepService], exports: [UpkeepService] })
export class UpkeepModule {}
