import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Query } from 'wardkeep/client';
import type { Import, ImportRowsQueryDto, ImportsQueryDto } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { isUnderWay, pollAfter } from './import-state';

export const importsPage = (query: Query<ImportsQueryDto>) =>
  queryOptions({
    queryKey: ['imports', 'page', query],
    queryFn: ({ signal }) => api.imports.list(query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 5_000 : false),
  });

export const importById = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => api.imports.get(id, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? pollAfter(state.dataUpdateCount) : false),
  });

export const importRows = (id: string, query: Query<ImportRowsQueryDto>) =>
  queryOptions({
    queryKey: ['imports', 'rows', id, query],
    queryFn: ({ signal }) => api.imports.rows(id, query, { signal }),
    placeholderData: keepPreviousData,
  });

/** What the import is now, and the rows of what it was before. */
export function keepImport(client: QueryClient, found: Import): Promise<void> {
  client.setQueryData(importById(found.id).queryKey, found);
  return client.invalidateQueries({ queryKey: ['imports', 'page'] });
}

/** Once it has done something: its rows, the users, and the jobs are no longer as they were shown. */
export const refreshAfter = (client: QueryClient, id: string) =>
  Promise.all(
    [['imports', 'rows', id], ['imports', 'page'], ['users'], ['jobs']].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
