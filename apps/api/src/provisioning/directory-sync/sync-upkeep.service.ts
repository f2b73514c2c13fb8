import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UpkeepService } from '../../platform/upkeep/upkeep.service.js';
import { SyncUpkeepRepository } from './sync-upkeep.repository.js';

/** Keeps the history of runs bounded. */
@Injectable()
export class SyncUpkeep implements OnModuleInit {
  constructor(
    private readonly upkeep: UpkeepService,
    private readonly syncs: SyncUpkeepRepository,
  ) {}

  onModuleInit(): void {
    this.upkeep.add((tx, batch) => this.syncs.leftEntries(tx, batch));
    this.upkeep.add((tx, batch) => this.syncs.oldChanges(tx, batch));
    this.upkeep.add((tx, batch) => this.syncs.oldRuns(tx, batch));
  }
}
