import { Injectable } from '@nestjs/common';
import { withAudit } from '../../platform/database/change.js';
import { newId } from '../../platform/ids.js';
import { ImportJudge, type Court } from './import-judge.service.js';
import { ImportRowsRepository, type ComparedRow, type JudgedRow } from './import-rows.repository.js';
import { sumOf, type RunningImport, type Tally } from './import-run.js';
import { refusalEvents } from './import-refusals.js';
import { ImportRuns } from './import-runs.service.js';

const BATCH = 500;

/** Says of every row what is to become of it; writes to nobody. */
@Injectable()
export class ImportValidator {
  constructor(
    private readonly runs: ImportRuns,
    private readonly rows: ImportRowsRepository,
    private readonly judge: ImportJudge,
  ) {}

  /** Goes on where an interrupted attempt was: rows are judged in the order of the file. */
  async validate(running: RunningImport): Promise<void> {
    const acting = await this.runs.acting(running);
    await this.runs.analyze(running, 'imports');
    const { run, job } = running;
    let done = sumOf(run.tally, ['new', 'changed', 'same', 'error']);
    while (done < run.rows) {
      const count = await this.runs.within(running, async (tx) => {
        const batch = await this.rows.compared(tx, run.id, done - 1, BATCH);
        const court = await this.judge.court(tx, running, acting);
        const verdicts = batch.map((row) => this.verdictOf(court, row));
        const found = verdicts.map(({ row }) => row);
        await this.rows.judge(tx, run.id, found);
        const makes = verdicts.some(({ makesAdministrator }) => makesAdministrator);
        await this.runs.countOn(tx, running, talliedBy(found), makes);
        const reasons = found.flatMap((row) => row.reasons.map(({ code }) => code));
        return withAudit(batch.length, refusalEvents(running, reasons));
      });
      if (count === 0) throw new Error('Rows of an import are missing');
      await job.progress((done += count), run.rows);
    }
  }

  private verdictOf(court: Court, row: ComparedRow): { row: JudgedRow; makesAdministrator: boolean } {
    const { verdict, reasons, changes, credential, makesAdministrator } = this.judge.judge(court, row);
    const userId = row.user?.userId ?? (verdict === 'new' ? newId() : null);
    const version = row.user?.version ?? null;
    return {
      row: { position: row.position, verdict, reasons, changes, credential, userId, version },
      makesAdministrator,
    };
  }
}

function talliedBy(rows: readonly JudgedRow[]): Tally {
  const tally: Record<string, number> = {};
  for (const { verdict } of rows) tally[verdict] = (tally[verdict] ?? 0) + 1;
  return tally;
}
