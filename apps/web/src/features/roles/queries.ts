import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { LIMITS } from 'wardkeep/contracts';
import { api } from '../../lib/api';

type RolesQuery = { readonly cursor?: string | undefined; readonly limit: number };

export const rolesPage = (query: RolesQuery) =>
  queryOptions({
    queryKey: ['roles', 'page', query],
    queryFn: ({ signal }) => api.roles.list(query, { signal }),
    placeholderData: keepPreviousData,
  });

/** As many roles as one answer holds, for the matrix. */
export const rolesBesideEachOther = rolesPage({ limit: LIMITS.pageSize });

export const roleById = (id: string) =>
  queryOptions({ queryKey: ['roles', 'one', id], queryFn: ({ signal }) => api.roles.get(id, { signal }) });

export const holdersOf = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['roles', 'users', id],
    queryFn: ({ signal, pageParam }) => api.roles.users(id, { limit: 25, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
