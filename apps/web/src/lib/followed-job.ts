import { useQuery, useQueryClient } from '@tanstack/react-query';
import { isRunning } from './job-progress';
import { useJobStream } from './job-stream';
import { jobById } from './jobs';

/** A job as it is now: told by the server as it changes, and asked for now and then in case that it is not. */
export function useFollowedJob(id: string) {
  const client = useQueryClient();
  const query = useQuery(jobById(id));
  const isUnderWay = query.data !== undefined && isRunning(query.data);
  useJobStream(isUnderWay ? id : null, (job) => client.setQueryData(jobById(id).queryKey, job));
  return query;
}
