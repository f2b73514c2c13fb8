import { Injectable } from '@nestjs/common';
import { LIMITS, type BulkItem, type BulkStep, type Job, type Page, type Total } from 'wardkeep/contracts';
import type { BulkUsersDto, JobItemsQueryDto } from 'wardkeep/contracts/dto';
import { isAdministrative, mayAssignRole, permissionMissingFor, reverseOf } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import { decodeCursor, pageOf } from '../../platform/database/keyset.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { refuseUnless } from '../../platform/http/refuse-unless.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import type { RoleRecord } from '../../roles/role-record.js';
import { RolesService } from '../../roles/roles.service.js';
import { Reasons } from '../../settings/reasons.service.js';
import { BulkItemsRepository } from './bulk-items.repository.js';
import { BulkJobsRepository, type BulkJob } from './bulk-jobs.repository.js';
import { BulkPreviews } from './bulk-preview.service.js';
import { kindOf } from './bulk.job.js';

type Wanted = { readonly step: BulkStep; readonly role: RoleRecord | null; readonly reverses: string | null };
type Stage = (tx: WriteTx, job: BulkJob) => Promise<number>;

/** Accepts actions on many users: chooses the users for good, and leaves the rest to a job. */
@Injectable()
export class BulkService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobsService,
    private readonly bulk: BulkJobsRepository,
    private readonly items: BulkItemsRepository,
    private readonly previews: BulkPreviews,
    private readonly roles: RolesService,
    private readonly reasons: Reasons,
  ) {}

  start(actor: Actor, { action, roleId, ids, filter }: BulkUsersDto): Promise<Job> {
    refuseUnlessClear(action, roleId, ids, filter);
    const asked = filter === undefined ? `${ids?.length ?? 0} ids` : `all that match ${JSON.stringify(filter)}`;
    return this.unitOfWork.write(actor, async (tx) => {
      const role = action === 'set-role' ? await this.assignable(tx, actor, roleId ?? '') : null;
      return this.accept(tx, actor, { step: action, role, reverses: null }, asked, (staging, job) =>
        filter === undefined
          ? this.bulk.stageIds(staging, job, ids ?? [])
          : this.bulk.stageMatching(staging, job, filter),
      );
    });
  }

  /** Takes back what a job did to users that nobody changed since; once. */
  reverse(actor: Actor, jobId: string): Promise<Job> {
    return this.unitOfWork.write(actor, async (tx) => {
      const { state } = await this.jobs.find(tx, actor, jobId);
      const earlier = await this.bulk.find(tx, jobId);
      const step = earlier && reverseOf(earlier.step);
      if (!step || state === 'queued' || state === 'running') throw new Problem('job-not-reversible');
      const wanted = { step, role: null, reverses: jobId };
      return this.accept(tx, actor, wanted, `takes back ${jobId}`, (staging, job) =>
        this.bulk.stageReversal(staging, job),
      );
    });
  }

  listItems(actor: Actor, jobId: string, { outcome, limit, cursor }: JobItemsQueryDto): Promise<Page<BulkItem>> {
    const list = `bulk-items ${jobId} ${outcome ?? ''}`;
    return this.unitOfWork.read(actor, async (tx) => {
      await this.jobs.find(tx, actor, jobId);
      const after = cursor === undefined ? null : decodeCursor(cursor, list, ['number']);
      const paging = { outcome, after: after?.values[0] ?? null, limit: limit + 1 };
      const rows = await this.items.page(tx, jobId, paging);
      return pageOf(rows, {
        limit,
        list,
        total: after?.total ?? totalOf(rows[0]?.total ?? 0),
        valuesOf: ({ position }) => [position],
        toItem: ({ total: _, ...item }) => item,
      });
    });
  }

  private async accept(
    tx: WriteTx,
    actor: Actor,
    { step, role, reverses }: Wanted,
    asked: string,
    stage: Stage,
  ): Promise<Change<Job>> {
    const missing = permissionMissingFor(actor, step);
    if (missing) throw new Problem('permission-missing', { detail: `Your role does not allow ${missing}.` });
    const jobId = await this.jobs.start(tx, actor, kindOf(step), {});
    const job = { jobId, step, reverses, roleId: role?.id ?? null, ...whoStarts(actor) };
    await this.bulk.add(tx, job);
    const staged = await stage(tx, job);
    if (staged > LIMITS.bulkUsers) throw new Problem('too-many-users');
    if (reverses !== null && staged === 0) throw new Problem('job-not-reversible');
    const warnings = await this.warningsOf(tx, actor, job, role);
    const audit: [AuditEntry] = [
      {
        type: 'bulk.started',
        subject: { kind: 'job', id: jobId, name: kindOf(step) },
        changes: role === null ? [] : [{ field: 'role', before: null, after: role.name }],
        detail: `${staged} users: ${asked}`,
      },
    ];
    const result = await this.jobs.find(tx, actor, jobId);
    if (!actor.dryRun) return { result, audit };
    return { result, audit, effects: { warnings, ...(await this.previews.of(tx, actor, job)) } };
  }

  private async assignable(tx: WriteTx, actor: Actor, roleId: string): Promise<RoleRecord> {
    const role = await this.roles.find(tx, roleId.toLowerCase());
    if (!role) {
      const detail = 'is no role of this Domain';
      throw new Problem('role-not-assignable', { errors: [{ pointer: '/roleId', code: 'role-not-found', detail }] });
    }
    const assigning = mayAssignRole(actor, role);
    const about = { kind: 'role', id: role.id, name: role.name };
    refuseUnless(
      assigning,
      about,
      assigning.allowed || assigning.because === 'permission-missing' ? undefined : '/roleId',
    );
    return role;
  }

  /** Asked once for all of them: the job carries the reason to every event. */
  private async warningsOf(
    tx: WriteTx,
    actor: Actor,
    { step, jobId }: BulkJob,
    role: RoleRecord | null,
  ): Promise<string[]> {
    if (step === 'delete') return ['deletion-is-final', ...(await this.reasons.require(tx, actor, 'deleteUser'))];
    if (step === 'reset-two-factor') return [...(await this.reasons.require(tx, actor, 'resetTwoFactor'))];
    if (step !== 'set-role') return [];
    const given = role === null ? await this.stagedRoles(tx, jobId) : [role];
    if (!given.some(isAdministrative)) return [];
    return ['makes-administrator', ...(await this.reasons.require(tx, actor, 'roleToAdministrator'))];
  }

  /** Where each user gets back the role that they had; one that is gone is refused for each of them. */
  private async stagedRoles(tx: WriteTx, jobId: string): Promise<readonly RoleRecord[]> {
    const roles: RoleRecord[] = [];
    for (const id of await this.bulk.stagedRoles(tx, jobId)) {
      const role = await this.roles.find(tx, id);
      if (role) roles.push(role);
    }
    return roles;
  }
}

function whoStarts({ userId, home, domain, origin }: Actor) {
  return { actorId: userId, homeId: home.id, homeName: home.name, domainId: domain.id, origin };
}

function refuseUnlessClear(action: string, roleId?: string, ids?: readonly string[], filter?: object): void {
  if (ids !== undefined && filter !== undefined) throw unclear('/filter', 'give either ids or a filter');
  if (action !== 'set-role' && roleId !== undefined) throw unclear('/roleId', 'belongs to set-role alone');
}

function unclear(pointer: string, detail: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code: 'unclear', detail }] });
}

function totalOf(counted: number): Total {
  const { countedRows } = LIMITS;
  return counted > countedRows ? { value: countedRows, relation: 'atLeast' } : { value: counted, relation: 'exact' };
}
