import { Injectable } from '@nestjs/common';
import type { NamingForm, SyncCounts } from 'wardkeep/contracts';
import { planEntry, planGone, type NameClash, type SyncDecision, type SyncedUser } from 'wardkeep/rules';
import type { WriteTx } from '../../platform/database/transaction.js';
import { SettingsService } from '../../settings/settings.service.js';
import { DirectoryUserBatches } from '../../users/directory-user-batches.service.js';
import { roleOf, type GivenRole } from '../../users/directory-users.js';
import { SyncChangesRepository, type PlannedChange } from './sync-changes.repository.js';
import {
  SyncEntriesRepository,
  type ComparedEntry,
  type GoneUser,
  type UserBeside,
} from './sync-entries.repository.js';
import { NO_COUNTS, type RunningSync } from './sync-run.js';
import { SyncRuns } from './sync-runs.service.js';

const BATCH = 1_000;
const REMOVED = 2_000;

/** By the name that several entries have: whether several have it as their username. */
type Repeated = ReadonlyMap<string, boolean>;
type Known = { readonly naming: NamingForm; readonly roles: readonly GivenRole[]; readonly repeated: Repeated };
type Decided = Omit<PlannedChange, 'position' | 'kind' | 'changes' | 'reason'> & { readonly decision: SyncDecision };
/** Counts so far; the next change comes behind those that are written. */
type Plan = { counts: SyncCounts; position: number; readonly repeated: Repeated };

/** Decides about every entry, and about every user whose entry is gone; writes down what is to be done. */
@Injectable()
export class SyncPlanner {
  constructor(
    private readonly runs: SyncRuns,
    private readonly entries: SyncEntriesRepository,
    private readonly changes: SyncChangesRepository,
    private readonly users: DirectoryUserBatches,
    private readonly settings: SettingsService,
  ) {}

  /** `total` is how many entries there are, for progress. */
  async plan(sync: RunningSync, total: number): Promise<SyncCounts> {
    await this.clear(sync);
    const plan: Plan = { counts: NO_COUNTS, position: 0, repeated: await this.repeated(sync) };
    let last: ComparedEntry | undefined;
    let done = 0;
    do {
      const after = last ? ([last.usernameKey, last.subject] as const) : null;
      const batch = await this.step(sync, plan, (tx) => this.entries.compared(tx, sync.run, after, BATCH), decideEntry);
      last = batch.length === BATCH ? batch.at(-1) : undefined;
      await sync.job.progress((done += batch.length), total);
    } while (last);
    let gone: GoneUser | undefined;
    do {
      const after = gone?.userKey ?? '';
      const batch = await this.step(sync, plan, (tx) => this.entries.gone(tx, sync.run, after, BATCH), decideGone);
      gone = batch.length === BATCH ? batch.at(-1) : undefined;
    } while (gone);
    return plan.counts;
  }

  private repeated(sync: RunningSync): Promise<Repeated> {
    return this.runs.within(sync, async (tx) => {
      await this.entries.analyze(tx);
      const names = await this.entries.repeatedNames(tx, sync.run);
      const result = new Map(names.map(({ key, isUsernameOfSeveral }) => [key, isUsernameOfSeveral]));
      return { result, unchanged: true };
    });
  }

  /** An attempt that was interrupted is planned anew. */
  private async clear(sync: RunningSync): Promise<void> {
    for (let removed = REMOVED; removed === REMOVED;) {
      removed = await this.runs.within(sync, async (tx) => ({
        result: await this.changes.remove(tx, sync.run.id, REMOVED),
        unchanged: true,
      }));
    }
  }

  /** One batch, read and decided and written down in one transaction. */
  private step<Row>(
    sync: RunningSync,
    plan: Plan,
    read: (tx: WriteTx) => Promise<Row[]>,
    decide: (row: Row, known: Known, sync: RunningSync) => Decided,
  ): Promise<Row[]> {
    const { run, actor } = sync;
    return this.runs.within(sync, async (tx) => {
      const rows = await read(tx);
      const { naming } = await this.settings.of(tx, actor.domain.id);
      const known = { naming, roles: await this.users.givenRoles(tx), repeated: plan.repeated };
      const decided = rows.map((row) => decide(row, known, sync));
      const counts = { ...plan.counts };
      for (const { decision } of decided) counts[decision.kind] += 1;
      const planned = decided
        .flatMap((each) => toPlanned(each, known))
        .map((each, index) => ({ ...each, position: plan.position + index }));
      await this.changes.add(tx, actor.domain.id, run.id, planned);
      await this.runs.saveCounts(tx, sync, counts);
      tx.afterCommit(() => Object.assign(plan, { counts, position: plan.position + planned.length }));
      return { result: rows, unchanged: true };
    });
  }
}

function decideEntry(entry: ComparedEntry, { naming, roles, repeated }: Known, { provider }: RunningSync): Decided {
  const { subject, dn, username, firstName, lastName, email, disabled, groups, userId } = entry;
  const decision = planEntry(naming, {
    person: { username, firstName, lastName, email, disabled },
    user: toSynced(entry),
    usernameClash: clashOf(entry.usernameHolder, userId, repeated.get(entry.usernameKey) ?? false),
    emailClash: clashOf(entry.emailHolder, userId, entry.emailKey !== null && repeated.has(entry.emailKey)),
  });
  const role = decision.kind === 'create' ? roleOf(roles, provider.config, groups) : null;
  const shown = userId === null ? username : entry.userUsername;
  return { subject, dn, username: shown, userId, roleId: role?.id ?? null, decision };
}

function decideGone(user: GoneUser): Decided {
  const { subject, dn, userId, userUsername: username } = user;
  const synced = toSynced(user);
  const decision: SyncDecision = synced ? planGone(synced) : { kind: 'unchanged', changes: [], reason: null };
  return { subject, dn, username, userId, roleId: null, decision };
}

function toPlanned({ decision, ...what }: Decided, { roles }: Known): Omit<PlannedChange, 'position'>[] {
  if (decision.kind === 'unchanged') return [];
  if (decision.kind !== 'create') return [{ ...what, ...decision, kind: decision.kind }];
  const role = roles.find(({ id }) => id === what.roleId)?.name;
  const changes = Object.entries({ ...decision.person, role })
    .filter(([, after]) => after !== null)
    .map(([field, after]) => ({ field, before: null, after }));
  return [{ ...what, kind: 'create', changes, reason: null }];
}

function toSynced(user: UserBeside): SyncedUser | null {
  if (user.userId === null) return null;
  return {
    username: user.userUsername,
    firstName: user.userFirstName,
    lastName: user.userLastName,
    email: user.userEmail,
    enabled: user.userEnabled,
    isDisabledBySync: user.isDisabledBySync,
    isLastAdministrator: user.isLastAdministrator,
  };
}

function clashOf(holder: string | null, own: string | null, isRepeated: boolean): NameClash {
  if (holder !== null && holder !== own) return 'taken';
  return isRepeated ? 'repeated' : null;
}
