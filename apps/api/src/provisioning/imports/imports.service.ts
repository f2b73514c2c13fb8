import { Injectable } from '@nestjs/common';
import { LIMITS, type Import, type ImportRow, type Page, type Total } from 'wardkeep/contracts';
import type { ImportRowsQueryDto, ImportsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import { decodeCursor, pageOf } from '../../platform/database/keyset.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { Reasons } from '../../settings/reasons.service.js';
import { ImportCleaning } from './import-cleaning.service.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { actionsOf, expiryOf, subjectOf, toImport, type ImportRecord } from './import-run.js';
import { personOf } from './import-uploads.service.js';
import { ImportsRepository } from './imports.repository.js';
import { USER_IMPORT } from './user-import.kind.js';

type Step = {
  readonly type: AuditEntry['type'];
  readonly changes?: NonNullable<AuditEntry['changes']>;
  readonly warnings?: readonly string[];
};

/** Shows imports and takes them from one state to the next. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobsService,
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly cleaning: ImportCleaning,
    private readonly reasons: Reasons,
  ) {}

  list(actor: Actor, { limit, cursor }: ImportsQueryDto): Promise<Page<Import>> {
    const list = 'imports';
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['time', 'uuid']);
    return this.unitOfWork.read(actor, async (tx) => {
      const rows = await this.imports.page(tx, after?.values ?? null, limit + 1);
      return pageOf(rows, {
        limit,
        list,
        total: after?.total ?? totalOf(rows[0]?.counted),
        valuesOf: ({ uploadedAt, id }) => [uploadedAt.toISOString(), id],
        toItem: ({ counted: _, ...row }) => toImport(row),
      });
    });
  }

  get(actor: Actor, id: string): Promise<Import> {
    return this.unitOfWork.read(actor, async (tx) => {
      const record = await this.imports.find(tx, id);
      if (!record) throw new Problem('import-not-found');
      return toImport(record);
    });
  }

  listRows(actor: Actor, id: string, query: ImportRowsQueryDto): Promise<Page<ImportRow>> {
    const { limit, cursor, verdict = null, outcome = null } = query;
    const list = `import-rows ${id} ${verdict} ${outcome}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['number']);
    return this.unitOfWork.read(actor, async (tx) => {
      const chosen = { after: after?.values[0] ?? -1, limit: limit + 1, verdict, outcome };
      const rows = await this.rows.page(tx, id, chosen);
      if (rows.length === 0 && !(await this.imports.find(tx, id))) throw new Problem('import-not-found');
      return pageOf(rows, {
        limit,
        list,
        total: after?.total ?? totalOf(rows[0]?.counted),
        valuesOf: ({ position }) => [position],
        toItem: ({ position: _p, counted: _c, ...row }) => row,
      });
    });
  }

  confirm(actor: Actor, id: string): Promise<Import> {
    return this.step(actor, id, async (tx, record) => {
      if (record.state === 'ready' && expiryOf(record) <= record.readAt) throw new Problem('import-expired');
      refuseUnless(record, 'confirm');
      const isGiving = record.makesAdministrators;
      const asked = isGiving ? await this.reasons.require(tx, actor, 'roleToAdministrator') : [];
      const jobId = await this.jobs.start(tx, actor, USER_IMPORT, { importId: id });
      await this.imports.confirm(tx, id, jobId, personOf(actor), actor.origin.reason);
      const warnings = isGiving ? [...asked, 'makes-administrator'] : [];
      return { type: 'import.confirmed', changes: countsOf(record, ['new', 'changed', 'error']), warnings };
    });
  }

  pause(actor: Actor, id: string): Promise<Import> {
    return this.step(actor, id, async (tx, record) => {
      refuseUnless(record, 'pause');
      await this.imports.pause(tx, id);
      return { type: 'import.paused' };
    });
  }

  resume(actor: Actor, id: string): Promise<Import> {
    return this.step(actor, id, async (tx, record) => {
      refuseUnless(record, 'resume');
      const jobId = await this.jobs.start(tx, actor, USER_IMPORT, { importId: id });
      await this.imports.resume(tx, id, jobId);
      return { type: 'import.resumed' };
    });
  }

  /** Discards what is not confirmed; what is applied already stays, and can be undone. */
  cancel(actor: Actor, id: string): Promise<Import> {
    return this.step(actor, id, async (tx, record) => {
      refuseUnless(record, 'cancel');
      await this.imports.cancel(tx, id);
      tx.afterCommit(() => void this.cleaning.forget(actor, id).catch(() => undefined));
      return { type: 'import.cancelled', changes: [{ field: 'state', before: record.state, after: 'cancelled' }] };
    });
  }

  undo(actor: Actor, id: string): Promise<Import> {
    return this.step(actor, id, async (tx, record) => {
      refuseUnless(record, 'undo');
      const isDeleting = (record.tally.created ?? 0) > 0;
      const warnings = isDeleting ? await this.reasons.require(tx, actor, 'deleteUser') : [];
      const jobId = await this.jobs.start(tx, actor, USER_IMPORT, { importId: id });
      await this.imports.undo(tx, id, jobId, personOf(actor), actor.origin.reason);
      return { type: 'import.undo-started', changes: countsOf(record, ['created', 'updated']), warnings };
    });
  }

  /** Of two who take the same step one finds the import past it. */
  private step(actor: Actor, id: string, take: (tx: WriteTx, record: ImportRecord) => Promise<Step>): Promise<Import> {
    return this.unitOfWork.write(actor, async (tx): Promise<Change<Import>> => {
      const record = await this.imports.lockRecord(tx, id);
      if (!record) throw new Problem('import-not-found');
      const { type, changes = [], warnings = [] } = await take(tx, record);
      const after = (await this.imports.find(tx, id)) ?? record;
      return { result: toImport(after), audit: [{ type, subject: subjectOf(record), changes }], effects: { warnings } };
    });
  }
}

function refuseUnless(record: ImportRecord, action: Import['actions'][number]): void {
  if (actionsOf(record).includes(action)) return;
  const detail = `It is ${record.paused ? 'paused' : record.state}; ${action} is not possible now.`;
  throw new Problem('import-state', { detail });
}

function countsOf({ tally }: ImportRecord, fields: readonly (keyof ImportRecord['tally'])[]) {
  return fields.map((field) => ({ field, before: null, after: tally[field] ?? 0 }));
}

function totalOf(counted = 0): Total {
  return counted > LIMITS.countedRows
    ? { value: LIMITS.countedRows, relation: 'atLeast' }
    : { value: counted, relation: 'exact' };
}
