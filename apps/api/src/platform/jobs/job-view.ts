import type { Job } from 'wardkeep/contracts';
import type { JobRow } from './jobs.repository.js';

export function toJob(row: JobRow): Job {
  const { id, kind, state, done, total, result, error, startedBy } = row;
  const times = { createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
  return { id, kind, state, progress: { done, total }, result, error, startedBy, ...times };
}

export function isOver(job: Pick<Job, 'state'> | undefined): boolean {
  return job !== undefined && job.state !== 'queued' && job.state !== 'running';
}
