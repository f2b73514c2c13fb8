import { keepPreviousData, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Job } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { isRunning, pollAfter } from '../../lib/job-progress';

type JobsQuery = { readonly cursor: string | undefined; readonly limit: number };

export const jobsPage = (query: JobsQuery) =>
  queryOptions({
    queryKey: ['jobs', 'page', query],
    queryFn: ({ signal }) => api.jobs.list(query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 10_000 : false),
  });

export const jobById = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => api.jobs.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? pollAfter(state.dataUpdateCount) : false),
  });

export const cancelJob = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id }: Pick<Job, 'id'>) => api.jobs.cancel(id),
    onSuccess: (job) => {
      client.setQueryData(jobById(job.id).queryKey, job);
      return client.invalidateQueries({ queryKey: ['jobs', 'page'] });
    },
  });
