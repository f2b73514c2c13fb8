import type { SyncChangeKind, SyncCounts, SyncRun, SyncState } from 'wardkeep/contracts';
import { disableLimit } from 'wardkeep/rules';
import type { Status } from '../../components/status-mark';

const FIRST_MS = 2000;
const LONGEST_MS = 10_000;
const MOST_AT_ONCE = 100;

const UNDER_WAY: readonly SyncState[] = ['reading', 'planning', 'applying'];

export const isUnderWay = ({ state }: Pick<SyncRun, 'state'>): boolean => UNDER_WAY.includes(state);

/** Soon at first, since most runs are short; a long one is asked about less and less often. */
export function pollEvery({ startedAt }: Pick<SyncRun, 'startedAt'>, now = Date.now()): number {
  const age = now - Date.parse(startedAt);
  return Math.min(LONGEST_MS, Math.max(FIRST_MS, age / 8));
}

/** The result of the parts: a run that ended well but could not do everything did not succeed. */
export type Outcome = SyncState | 'partly';

export const outcomeOf = ({ state, refused }: Pick<SyncRun, 'state' | 'refused'>): Outcome =>
  state === 'succeeded' && refused > 0 ? 'partly' : state;

const LOOKS: Readonly<Record<Outcome, Status>> = {
  reading: 'running',
  planning: 'running',
  applying: 'running',
  succeeded: 'succeeded',
  partly: 'partly',
  stopped: 'refused',
  failed: 'failed',
  cancelled: 'cancelled',
};

export const lookOf = (outcome: Outcome): Status => LOOKS[outcome];

export const MADE_KINDS = ['create', 'update', 'disable', 'reenable'] as const satisfies readonly SyncChangeKind[];

/** How many users a plan would change. */
export const changesIn = (counts: SyncCounts): number => MADE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);

/** The users in use that a plan would touch or leave: what the limit is a part of. */
const inUse = ({ disable, update, unchanged }: SyncCounts): number => disable + update + unchanged;

/** How many of them would be disabled, in percent. */
export function shareToDisable(counts: SyncCounts): number {
  const all = inUse(counts);
  return all === 0 ? 0 : (counts.disable / all) * 100;
}

/** The run stopped, or an apply would stop, because more would be disabled than the limit allows. */
export const isOverLimit = ({ stoppedBecause, counts }: Pick<SyncRun, 'stoppedBecause' | 'counts'>, percent: number) =>
  stoppedBecause === 'too-many-to-disable' || counts.disable > disableLimit(inUse(counts), percent);

/** Whether the count of users to disable has to be typed before it happens. */
export const needsTyping = (run: Pick<SyncRun, 'stoppedBecause' | 'counts'>, percent: number): boolean =>
  run.counts.disable > MOST_AT_ONCE || isOverLimit(run, percent);

/** Whole seconds that a run took, or has taken so far. */
export const secondsOf = ({ startedAt, endedAt }: Pick<SyncRun, 'startedAt' | 'endedAt'>, now = Date.now()): number =>
  Math.max(0, Math.round(((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000));
