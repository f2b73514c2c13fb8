import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AnyActor } from '../../platform/actor.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { UpkeepService } from '../../platform/upkeep/upkeep.service.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { ImportSecretsRepository } from './import-secrets.repository.js';
import { ImportUpkeepRepository } from './import-upkeep.repository.js';
import { ImportsRepository } from './imports.repository.js';

const BATCH = 2_000;

/** Nothing of a file is kept longer than it is of use, and what was secret in it least of all. */
@Injectable()
export class ImportCleaning implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly upkeep: UpkeepService,
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly secrets: ImportSecretsRepository,
    private readonly old: ImportUpkeepRepository,
  ) {}

  /** What an interruption or a crash left is found by the schedule. */
  onModuleInit(): void {
    for (const chore of this.old.chores) this.upkeep.add(chore);
  }

  /** Of what was never confirmed nothing stays; of the rest the passwords of rows that nobody came to go. */
  async forget(actor: AnyActor, importId: string): Promise<void> {
    const record = await this.unitOfWork.read(actor, (tx) => this.imports.find(tx, importId));
    if (!record) return;
    await this.repeat(actor, (tx) =>
      record.confirmedAt === null ? this.rows.remove(tx, importId, BATCH) : this.secrets.erase(tx, importId, BATCH),
    );
  }

  private async repeat(actor: AnyActor, remove: (tx: WriteTx) => Promise<number>): Promise<void> {
    const quiet = actor.kind === 'user' ? { ...actor, once: null, dryRun: false } : actor;
    for (let removed = BATCH; removed === BATCH;) {
      removed = await this.unitOfWork.write(quiet, async (tx) => ({ result: await remove(tx), unchanged: true }));
    }
  }
}
