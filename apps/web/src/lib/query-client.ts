import { QueryClient } from '@tanstack/react-query';
import { isProblem } from './problems';

/** A refusal is an answer: asking again would not change it. Only what the server or the network failed at is retried. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (isProblem(error) && error.status < 500) return false;
  return failures < 2;
}

/** What can not be sent fails at once: held back, it would go out unasked when the connection is back. */
const networkMode = 'always';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: shouldRetry, refetchOnWindowFocus: false, networkMode },
    mutations: { retry: false, networkMode },
  },
});
