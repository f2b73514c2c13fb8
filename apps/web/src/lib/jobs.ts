import { keepPreviousData, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Query } from 'wardkeep/client';
import type { Job, JobItemsQueryDto } from 'wardkeep/contracts';
import { api } from './api';
import { isRunning, pollAfter } from './job-progress';

type JobsQuery = { readonly cursor: string | undefined; readonly limit: number };

export const jobsPage = (query: JobsQuery) =>
  queryOptions({
    queryKey: ['jobs', 'page', query],
    queryFn: ({ signal }) => api.jobs.list(query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 10_000 : false),
  });

const RECENT = 20;
const OFTEN_MS = 2_500;

/** The newest jobs, for what the header tells of them. */
export const recentJobs = queryOptions({
  queryKey: ['jobs', 'recent'],
  queryFn: ({ signal }) => api.jobs.list({ limit: RECENT }, { signal }),
  select: (page) => page.items,
  refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? OFTEN_MS : false),
});

export const jobItems = (id: string, query: Query<JobItemsQueryDto>) =>
  queryOptions({
    queryKey: ['jobs', 'items', id, query],
    queryFn: ({ signal }) => api.jobs.items(id, query, { signal }),
    placeholderData: keepPreviousData,
  });

/** A job that was just heard of: every list of jobs is old by that. */
export function keepJob(client: QueryClient, job: Job): Promise<unknown> {
  client.setQueryData(jobById(job.id).queryKey, job);
  return Promise.all(
    [
      ['jobs', 'page'],
      ['jobs', 'recent'],
    ].map((queryKey) => client.invalidateQueries({ queryKey })),
  );
}

export const jobById = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => api.jobs.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? pollAfter(state.dataUpdateCount) : false),
  });

export const cancelJob = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id }: Pick<Job, 'id'>) => api.jobs.cancel(id),
    onSuccess: (job) => keepJob(client, job),
  });
