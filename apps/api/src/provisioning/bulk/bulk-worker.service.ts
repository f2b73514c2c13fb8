import { Injectable } from '@nestjs/common';
import type { BulkStep, EndedAccess } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import { withAudit, type AuditEntry, type Change } from '../../platform/database/change.js';
import { refusalEvent } from '../../platform/database/refusals.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountCareService } from '../../users/account-care.service.js';
import { SecondFactorResets } from '../../users/second-factor-resets.js';
import { UserActs } from '../../users/user-acts.service.js';
import { BulkItemsRepository, type ClosedItem, type OpenItem } from './bulk-items.repository.js';
import type { BulkJob } from './bulk-jobs.repository.js';

/** Few enough that nobody who waits for one of them, or for the administrators of the Domain, waits long. */
const BATCH = 25;
const TAKES_ADMINISTRATORS: readonly BulkStep[] = ['disable', 'delete', 'set-role'];

type Result = Partial<EndedAccess> & { readonly version?: number; readonly user?: { readonly version: number } };
type Closing = { readonly item: ClosedItem; readonly audit: readonly AuditEntry[] };

/** Does to some users what a job is about, in one transaction with their audit events and the mark of what became of them. */
@Injectable()
export class BulkWorker {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly items: BulkItemsRepository,
    private readonly acts: UserActs,
    private readonly care: AccountCareService,
    private readonly sessions: SessionsService,
    private readonly secondFactors: SecondFactorResets,
  ) {}

  /** @returns how many it came to; 0 when none is left, or the job was cancelled */
  next(actor: Actor, job: BulkJob): Promise<number> {
    return this.unitOfWork.write(actor, async (tx) => {
      if (TAKES_ADMINISTRATORS.includes(job.step)) await this.acts.lockAdministrators(tx);
      const open = await this.items.open(tx, job.jobId, BATCH);
      if (open.length === 0) return { result: 0, unchanged: true };
      const closed: Closing[] = [];
      for (const item of open) closed.push(await this.close(tx, actor, job, item));
      const items = closed.map(({ item }) => item);
      await this.items.close(tx, job.jobId, items);
      return withAudit(
        open.length,
        closed.flatMap(({ audit }) => audit),
      );
    });
  }

  /** A refusal comes before anything is written, so that the transaction may go on with the next user. */
  private async close(tx: WriteTx, actor: Actor, job: BulkJob, item: OpenItem): Promise<Closing> {
    try {
      return done(item, await this.act(tx, actor, job, item));
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const refusal = refusalEvent(actor, error);
      return { item: closedAs(item, 'refused', { code: error.code }), audit: refusal ? [refusal] : [] };
    }
  }

  private act(tx: WriteTx, actor: Actor, job: BulkJob, item: OpenItem): Promise<Change<Result>> {
    const { userId: id } = item;
    const version = item.expectedVersion ?? undefined;
    if (item.username === null) throw new Problem('user-not-found');
    if (id === actor.userId) throw new Problem('self', { about: { kind: 'user', id, name: item.username } });
    const requireTwoFactor = (twoFactorRequired: boolean) =>
      this.acts.update(tx, actor, id, { twoFactorRequired }, version);
    const acts: Readonly<Record<BulkStep, () => Promise<Change<Result>>>> = {
      enable: () => this.acts.enable(tx, actor, id, version),
      disable: () => this.acts.disable(tx, actor, id, version),
      delete: () => this.acts.remove(tx, actor, id, version),
      unlock: () => this.care.unlockWithin(tx, actor, id),
      'set-role': () => this.acts.update(tx, actor, id, { roleId: item.roleId ?? job.roleId ?? '' }, version),
      'require-two-factor': () => requireTwoFactor(true),
      'waive-two-factor': () => requireTwoFactor(false),
      'reset-two-factor': () => this.secondFactors.resetWithin(tx, actor, id),
      'end-sessions': () => this.sessions.endAllWithin(tx, actor, id),
    };
    return acts[job.step]();
  }
}

function done(item: OpenItem, change: Change<Result>): Closing {
  if (!('audit' in change)) return { item: closedAs(item, 'unchanged'), audit: [] };
  const { endedSessions = 0, endedTokens = 0, version, user } = change.result;
  const made = { version: user?.version ?? version ?? null, endedSessions, endedTokens };
  return { item: closedAs(item, 'done', made), audit: change.audit };
}

function closedAs(
  { position, username }: OpenItem,
  outcome: ClosedItem['outcome'],
  more: Partial<ClosedItem> = {},
): ClosedItem {
  const nothing = { code: null, version: null, endedSessions: 0, endedTokens: 0 };
  return { ...nothing, position, username, outcome, ...more };
}
