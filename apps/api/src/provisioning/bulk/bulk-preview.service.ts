import { Injectable } from '@nestjs/common';
import type { BulkPreview, BulkRefusals, ProblemCode } from 'wardkeep/contracts';
import { isAlreadySo, mayDoToMany, type BulkTarget } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import type { ReadTx } from '../../platform/database/transaction.js';
import type { RoleRecord } from '../../roles/role-record.js';
import { RolesService } from '../../roles/roles.service.js';
import { BulkItemsRepository, type ForeseenItem } from './bulk-items.repository.js';
import type { BulkJob } from './bulk-jobs.repository.js';

const CHUNK = 2_000;
const SAMPLES = 10;
const TAKES_ADMINISTRATORS: readonly string[] = ['disable', 'delete', 'set-role'];
const ENDS_SESSIONS: readonly string[] = ['disable', 'delete', 'reset-two-factor', 'end-sessions'];

type Foresight = {
  readonly actor: Actor;
  readonly job: BulkJob;
  readonly roles: Map<string, RoleRecord | null>;
  readonly refused: Map<ProblemCode, { count: number; samples: BulkRefusals['samples'][number][] }>;
  /** Enabled administrators that are left. */
  left: { system: number; domain: number };
  total: number;
  willChange: number;
  unchanged: number;
  endsSessions: number;
};

/** What an action would do to the users that are staged for it, by the rules that will refuse, in the same order. */
@Injectable()
export class BulkPreviews {
  constructor(
    private readonly items: BulkItemsRepository,
    private readonly roles: RolesService,
  ) {}

  async of(tx: ReadTx, actor: Actor, job: BulkJob): Promise<{ bulk: BulkPreview; endsSessions: number }> {
    const left = { ...(await this.items.administrators(tx)) };
    const counts = { total: 0, willChange: 0, unchanged: 0, endsSessions: 0 };
    const foresight: Foresight = { actor, job, roles: new Map(), refused: new Map(), left, ...counts };
    for (let after = 0, more = true; more;) {
      const chunk = await this.items.foreseen(tx, job.jobId, after, CHUNK);
      for (const item of chunk) foresee(foresight, item, await this.rolesOf(tx, foresight, item));
      after = chunk.at(-1)?.position ?? after;
      more = chunk.length === CHUNK;
    }
    const { total, willChange, unchanged, endsSessions } = foresight;
    const refused = [...foresight.refused].map(([code, { count, samples }]) => ({ code, count, samples }));
    return { bulk: { total, willChange, unchanged, refused }, endsSessions };
  }

  private async rolesOf(tx: ReadTx, { roles, job }: Foresight, item: ForeseenItem): Promise<Roles> {
    const find = async (id: string | null) => {
      if (id === null) return null;
      if (!roles.has(id)) roles.set(id, await this.roles.find(tx, id));
      return roles.get(id) ?? null;
    };
    return { held: await find(item.heldRoleId), given: await find(item.roleId ?? job.roleId) };
  }
}

type Roles = { readonly held: RoleRecord | null; readonly given: RoleRecord | null };

function foresee(foresight: Foresight, item: ForeseenItem, roles: Roles): void {
  foresight.total += 1;
  const refusal = refusalOf(foresight, item, roles);
  if (refusal !== null) {
    const known = foresight.refused.get(refusal) ?? { count: 0, samples: [] };
    known.count += 1;
    if (known.samples.length < SAMPLES) known.samples.push({ id: item.userId, username: item.username });
    foresight.refused.set(refusal, known);
    return;
  }
  const { step } = foresight.job;
  if (isAlreadySo(step, targetOf(foresight, item, roles), roles.given) || isIdle(step, item)) {
    foresight.unchanged += 1;
    return;
  }
  foresight.willChange += 1;
  if (ENDS_SESSIONS.includes(step)) foresight.endsSessions += item.sessions;
  takeAway(foresight, item, roles);
}

function refusalOf(foresight: Foresight, item: ForeseenItem, roles: Roles): ProblemCode | null {
  const { actor, job } = foresight;
  if (item.username === null) return 'user-not-found';
  if (item.expectedVersion !== null && item.expectedVersion !== item.version) return 'stale-version';
  const decision = mayDoToMany(actor, job.step, targetOf(foresight, item, roles), roles.given);
  return decision.allowed ? null : decision.because;
}

function isIdle(step: string, { sessions }: ForeseenItem): boolean {
  return step === 'end-sessions' && sessions === 0;
}

function targetOf({ left }: Foresight, item: ForeseenItem, { held }: Roles): BulkTarget {
  const { userId: id, heldRoleId: roleId, ...facts } = item;
  const others = held?.kind === 'system-administrator' ? left.system : left.system + left.domain;
  return {
    ...facts,
    id,
    roleId,
    grants: held?.grants ?? new Map(),
    isLastAdministrator: isAdministrator(held) && item.enabled && others <= 1,
  };
}

/** Who comes later finds one administrator less. */
function takeAway({ job, left }: Foresight, item: ForeseenItem, { held, given }: Roles): void {
  if (!item.enabled || !isAdministrator(held) || !TAKES_ADMINISTRATORS.includes(job.step)) return;
  count(left, held, -1);
  if (job.step === 'set-role') count(left, given, 1);
}

function count(left: Foresight['left'], role: RoleRecord | null, by: number): void {
  if (role?.kind === 'system-administrator') left.system += by;
  if (role?.kind === 'domain-administrator') left.domain += by;
}

function isAdministrator(role: RoleRecord | null): boolean {
  return role?.kind === 'system-administrator' || role?.kind === 'domain-administrator';
}
