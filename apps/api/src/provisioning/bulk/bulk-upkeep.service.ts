import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UpkeepService } from '../../platform/upkeep/upkeep.service.js';
import { BulkUpkeepRepository } from './bulk-upkeep.repository.js';

/** Keeps what became of users as long as its job; the audit log keeps what was done to them. */
@Injectable()
export class BulkUpkeep implements OnModuleInit {
  constructor(
    private readonly upkeep: UpkeepService,
    private readonly bulk: BulkUpkeepRepository,
  ) {}

  onModuleInit(): void {
    this.upkeep.add((tx, batch) => this.bulk.oldItems(tx, batch));
    this.upkeep.add((tx, batch) => this.bulk.oldJobs(tx, batch));
  }
}
