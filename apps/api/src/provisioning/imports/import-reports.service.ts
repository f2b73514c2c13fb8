import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { IMPORT_COLUMNS, type ImportRow } from 'wardkeep/contracts';
import { neutralizedCell } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import type { SecretBox } from '../../platform/crypto/secret-box.js';
import { Boxes } from '../../platform/database/boxes.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { ImportRowsRepository, type Chosen } from './import-rows.repository.js';
import { isWorking, subjectOf, type ImportRecord } from './import-run.js';
import { ImportSecretsRepository } from './import-secrets.repository.js';
import { secretPlace } from './import-staging.js';
import { ImportsRepository } from './imports.repository.js';

const PAGE = 500;
const BYTE_ORDER_MARK = '\uFEFF';
const ERROR_COLUMNS = ['line', 'username', 'column', 'code', 'reason'];
const RESULT_COLUMNS = ['line', 'username', 'outcome', 'reason', 'temporaryPassword'];

type Listed = ImportRow & { readonly position: number };
type Take = (rows: readonly Listed[], isFirst: boolean) => Promise<ReadonlyMap<number, string>>;

/** Files about imports, each written as fast as it is read. */
@Injectable()
export class ImportReports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly boxes: Boxes,
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly secrets: ImportSecretsRepository,
  ) {}

  template(): string {
    return BYTE_ORDER_MARK + csv([[...IMPORT_COLUMNS]]);
  }

  /** What is wrong, a line for each reason. */
  async errors(actor: Actor, id: string): Promise<AsyncIterable<string>> {
    await this.known(actor, id);
    return this.pages(actor, id, { verdict: 'error', outcome: null }, ERROR_COLUMNS, (row) =>
      row.reasons.map(({ column, code, detail }) => [String(row.line), row.username, column ?? '', code, detail]),
    );
  }

  /**
   * What became of each row. Who confirmed the import gets the temporary passwords with it, each once; of two who ask at
   * once one does, and what breaks off in between is lost as far as it was read only. `isRead`: a HEAD takes nothing.
   */
  async result(actor: Actor, id: string, isRead: boolean): Promise<AsyncIterable<string>> {
    const record = await this.known(actor, id);
    if (isWorking(record.state) || record.state === 'ready') {
      throw new Problem('import-state', { detail: 'There is no result before the import has ended.' });
    }
    const isTheirs = isRead && record.confirmer?.id === actor.userId;
    const take: Take = (rows, isFirst) => this.takeSecrets(actor, record, rows, isFirst);
    return this.pages(
      actor,
      id,
      { verdict: null, outcome: null },
      RESULT_COLUMNS,
      (row, secret) => [[String(row.line), row.username, outcomeOf(row), reasonOf(row), secret ?? '']],
      isTheirs && record.secrets > 0 ? take : undefined,
    );
  }

  private async known(actor: Actor, id: string): Promise<ImportRecord> {
    const record = await this.unitOfWork.read(actor, (tx) => this.imports.find(tx, id));
    if (!record) throw new Problem('import-not-found');
    return record;
  }

  private async *pages(
    actor: Actor,
    id: string,
    which: Pick<Chosen, 'verdict' | 'outcome'>,
    columns: readonly string[],
    toLines: (row: Listed, secret: string | undefined) => string[][],
    take?: Take,
  ): AsyncGenerator<string> {
    yield BYTE_ORDER_MARK + csv([[...columns]]);
    for (let after = 0; ;) {
      const rows = await this.unitOfWork.read(actor, (tx) =>
        this.rows.page(tx, id, { ...which, after: after - 1, limit: PAGE }),
      );
      const secrets = rows.length > 0 ? await take?.(rows, after === 0) : undefined;
      if (rows.length > 0) yield csv(rows.flatMap((row) => toLines(row, secrets?.get(row.position))));
      if (rows.length < PAGE) return;
      after = (rows.at(-1)?.position ?? 0) + 1;
    }
  }

  private takeSecrets(
    actor: Actor,
    record: ImportRecord,
    rows: readonly Listed[],
    isFirst: boolean,
  ): Promise<ReadonlyMap<number, string>> {
    return this.unitOfWork.write<ReadonlyMap<number, string>>(actor, async (tx) => {
      const box = await this.boxes.of(tx, actor.domain.id);
      const positions = rows.map(({ position }) => position);
      const taken = await this.secrets.take(tx, record.id, positions);
      const result = new Map(taken.map((row) => [row.position, opened(box, actor, record, row)]));
      if (!isFirst) return { result, unchanged: true };
      return { result, audit: [{ type: 'import.passwords-fetched', subject: subjectOf(record) }] };
    });
  }
}

function opened(
  box: SecretBox,
  { domain }: Actor,
  { id }: ImportRecord,
  { position, secret }: { readonly position: number; readonly secret: string },
): string {
  return box.open(secretPlace(domain.id, id, position, 'temporary'), secret).toString('utf8');
}

function outcomeOf({ verdict, outcome, undone }: ImportRow): string {
  return undone ?? outcome ?? verdict ?? '';
}

function reasonOf({ refused, reasons }: ImportRow): string {
  const found = reasons.map(({ column, detail }) => (column === null ? detail : `${column} ${detail}`));
  return refused ?? found.join('; ');
}

/** No cell that a spreadsheet would run; passwords are written as they are, since one is typed off. */
function csv(lines: readonly (readonly string[])[]): string {
  const safe = lines.map((cells) => cells.map(neutralizedCell));
  return stringify(safe, { record_delimiter: 'windows' });
}
