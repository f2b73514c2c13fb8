import type { Job } from 'wardkeep/contracts';

const FIRST_MS = 2000;
const LONGEST_MS = 10_000;

export const isRunning = ({ state }: Pick<Job, 'state'>): boolean => state === 'queued' || state === 'running';

/** Soon at first, since most jobs are short; a long one is asked about less and less often. */
export const pollAfter = (answers: number): number => Math.min(FIRST_MS * 1.25 ** Math.max(0, answers - 1), LONGEST_MS);

/** In whole percent; null while nobody knows how much there is to do. */
export function percentOf({ done, total }: Job['progress']): number | null {
  if (total === null || total <= 0) return null;
  return Math.min(100, Math.floor((done / total) * 100));
}
