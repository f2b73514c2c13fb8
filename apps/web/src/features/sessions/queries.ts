import { keepPreviousData, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { SessionsQueryDto } from 'wardkeep/contracts';
import { api } from '../../lib/api';

type SessionsQuery = { readonly [K in keyof SessionsQueryDto]?: SessionsQueryDto[K] | undefined };

export const sessionsPage = (query: SessionsQuery) =>
  queryOptions({
    queryKey: ['sessions', 'page', query],
    queryFn: ({ signal }) => api.sessions.list(query, { signal }),
    placeholderData: keepPreviousData,
  });

export const endSession = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.sessions.end(id),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['sessions'] }),
        client.invalidateQueries({ queryKey: ['me', 'sessions'] }),
      ]),
  });
