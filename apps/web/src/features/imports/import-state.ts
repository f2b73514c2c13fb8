import type { Import, ImportState } from 'wardkeep/contracts';
import type { Status } from '../../components/status-mark';

const UNDER_WAY: readonly ImportState[] = ['validating', 'applying', 'undoing'];

export const isUnderWay = ({ state, paused }: Pick<Import, 'state' | 'paused'>): boolean =>
  UNDER_WAY.includes(state) && !paused;

/** The steps a person sees; each state of an import is at one of them. */
export const STEPS = ['prepare', 'check', 'apply', 'result'] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF: Readonly<Record<ImportState, Step>> = {
  validating: 'check',
  ready: 'check',
  applying: 'apply',
  succeeded: 'result',
  failed: 'result',
  cancelled: 'result',
  undoing: 'result',
  undone: 'result',
};

export const stepOf = ({ state }: Pick<Import, 'state'>): Step => STEP_OF[state];

const STATUS_OF: Readonly<Record<ImportState, Status>> = {
  validating: 'running',
  ready: 'invited',
  applying: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  undoing: 'running',
  undone: 'cancelled',
};

export const statusOf = ({ state, outcomes }: Pick<Import, 'state' | 'outcomes'>): Status =>
  state === 'succeeded' && outcomes.refused > 0 ? 'partly' : STATUS_OF[state];

/** How many rows a confirmation writes. */
export const writesOf = ({ counts }: Pick<Import, 'counts'>): number => counts.new + counts.changed;

/** How many rows of the file there are, whatever becomes of them. */
export const rowsOf = ({ counts }: Pick<Import, 'counts'>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const FIRST_MS = 700;
const LONGEST_MS = 5_000;

/** Where nothing tells of progress by itself: soon at first, less often the longer it takes. */
export const pollAfter = (answers: number): number => Math.min(FIRST_MS * 1.3 ** Math.max(0, answers - 1), LONGEST_MS);
