import { Injectable } from '@nestjs/common';
import { LIMITS, type Page, type SyncChange, type SyncRun, type SyncStarted, type Total } from 'wardkeep/contracts';
import type { StartSyncDto, SyncChangesQueryDto, SyncsQueryDto } from 'wardkeep/contracts/dto';
import { mayApplyDespiteLimit } from 'wardkeep/rules';
import type { Actor, AnyActor } from '../../platform/actor.js';
import type { AuditEntry } from '../../platform/database/change.js';
import { decodeCursor, pageOf } from '../../platform/database/keyset.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { refuseUnless } from '../../platform/http/refuse-unless.js';
import { newId } from '../../platform/ids.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { DIRECTORY_SYNC } from './directory-sync.job.js';
import { SyncChangesRepository, type SyncChangeRow } from './sync-changes.repository.js';
import { subjectOf, toSyncRun } from './sync-run.js';
import { SyncRunsRepository, type SyncTarget } from './sync-runs.repository.js';
import { SyncRuns } from './sync-runs.service.js';

export type SyncWish = Pick<StartSyncDto, 'mode' | 'despiteLimit' | 'confirmDisable'>;

/** Starts runs and shows what they did. */
@Injectable()
export class SyncsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobsService,
    private readonly repository: SyncRunsRepository,
    private readonly runs: SyncRuns,
    private readonly changes: SyncChangesRepository,
  ) {}

  start(actor: Actor, providerId: string, wish: SyncWish): Promise<SyncStarted> {
    return this.unitOfWork.write(actor, async (tx) => {
      const target = await this.repository.target(tx, providerId);
      if (!target) throw new Problem('provider-not-found');
      refuseIncomplete(wish);
      if (wish.despiteLimit) refuseUnless(mayApplyDespiteLimit(actor), subjectOf(target));
      if (wish.mode === 'apply' && !target.enabled) throw new Problem('provider-disabled');
      const { started, audit } = await this.queue(tx, actor, target, wish);
      if (!started) throw new Problem('sync-running');
      return { result: started, audit: [startEvent(target, started, wish), ...audit] };
    });
  }

  /** The run and its job; no `started` while another run of the directory has not ended. */
  async queue(
    tx: WriteTx,
    actor: AnyActor,
    target: SyncTarget,
    { mode, despiteLimit = false, confirmDisable }: SyncWish,
  ): Promise<{ readonly started: SyncStarted | null; readonly audit: readonly AuditEntry[] }> {
    const audit: AuditEntry[] = [];
    for (const orphan of await this.repository.orphans(tx, target.id)) {
      audit.push(...(await this.runs.settle(tx, orphan)));
    }
    const syncId = newId();
    const isQueued = await this.repository.add(tx, {
      id: syncId,
      domainId: actor.domain.id,
      providerId: target.id,
      mode,
      cause: actor.kind === 'user' ? 'person' : 'schedule',
      who: actor.kind === 'user' ? { id: actor.userId, username: actor.username, domain: actor.home.name } : null,
      despiteLimit,
      confirmDisable: despiteLimit ? (confirmDisable ?? null) : null,
    });
    if (!isQueued) return { started: null, audit };
    const jobId = await this.jobs.start(tx, actor, DIRECTORY_SYNC, { syncId, providerId: target.id });
    await this.repository.setJob(tx, syncId, jobId);
    return { started: { jobId, syncId }, audit };
  }

  list(actor: Actor, providerId: string, { limit, cursor }: SyncsQueryDto): Promise<Page<SyncRun>> {
    const list = `syncs ${providerId}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['time', 'uuid']);
    return this.unitOfWork.read(actor, async (tx) => {
      const rows = await this.repository.page(tx, providerId, after?.values ?? null, limit + 1);
      if (rows.length === 0 && !(await this.repository.target(tx, providerId))) throw new Problem('provider-not-found');
      const total = after?.total ?? totalOf(rows[0]?.counted);
      return pageOf(rows, {
        limit,
        list,
        total,
        valuesOf: ({ startedAt, id }) => [startedAt.toISOString(), id],
        toItem: ({ counted: _, ...row }) => toSyncRun(row),
      });
    });
  }

  get(actor: Actor, providerId: string, id: string): Promise<SyncRun> {
    return this.unitOfWork.read(actor, async (tx) => {
      const run = await this.repository.find(tx, providerId, id);
      if (!run) throw new Problem('sync-not-found');
      return toSyncRun(run);
    });
  }

  listChanges(
    actor: Actor,
    providerId: string,
    id: string,
    { limit, cursor, kind }: SyncChangesQueryDto,
  ): Promise<Page<SyncChange>> {
    const list = `sync-changes ${id} ${[...(kind ?? [])].sort().join(',')}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['number']);
    return this.unitOfWork.read(actor, async (tx) => {
      const rows = await this.changes.page(tx, providerId, id, kind ?? null, after?.values[0] ?? null, limit + 1);
      if (rows.length === 0 && !(await this.repository.find(tx, providerId, id))) throw new Problem('sync-not-found');
      const total = after?.total ?? totalOf(rows[0]?.counted);
      return pageOf(rows, { limit, list, total, valuesOf: ({ position }) => [position], toItem: toSyncChange });
    });
  }
}

/** A number is confirmed for a run that applies, and with nothing else. */
function refuseIncomplete({ mode, despiteLimit = false, confirmDisable }: SyncWish): void {
  if (!despiteLimit && confirmDisable === undefined) return;
  if (mode === 'apply' && despiteLimit && confirmDisable !== undefined) return;
  const detail = 'is given with despiteLimit, to apply';
  const errors = [{ pointer: '/confirmDisable', code: 'confirmation-mismatch', detail }];
  throw new Problem('invalid-request', { errors });
}

export function startEvent(target: SyncTarget, { syncId }: SyncStarted, wish: SyncWish): AuditEntry {
  const { mode, despiteLimit, confirmDisable } = wish;
  const chosen = Object.entries({ mode, ...(despiteLimit && { despiteLimit, confirmDisable }) });
  const changes = chosen.map(([field, after]) => ({ field, before: null, after }));
  return { type: 'sync.started', subject: subjectOf(target), changes, detail: syncId };
}

function totalOf(counted = 0): Total {
  return counted > LIMITS.countedRows
    ? { value: LIMITS.countedRows, relation: 'atLeast' }
    : { value: counted, relation: 'exact' };
}

function toSyncChange(row: SyncChangeRow): SyncChange {
  const { position, kind, dn, username, userId, changes, reason, appliedAt, refused } = row;
  return {
    position,
    kind,
    dn,
    username,
    userId,
    changes,
    reason,
    appliedAt: appliedAt?.toISOString() ?? null,
    refused,
  };
}
