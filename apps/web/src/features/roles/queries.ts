import {
  infiniteQueryOptions,
  keepPreviousData,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import type { Query } from 'wardkeep/client';
import { LIMITS, type Permission, type PermissionHoldersQueryDto, type RoleDetail } from 'wardkeep/contracts';
import type { CreateRoleDto, UpdateRoleDto } from 'wardkeep/contracts/dto';
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

export const roleTemplates = queryOptions({
  queryKey: ['roles', 'templates'],
  queryFn: ({ signal }) => api.roles.templates({ signal }),
});

export const holdersOf = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['roles', 'users', id],
    queryFn: ({ signal, pageParam }) => api.roles.users(id, { limit: 25, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Whose role gives a permission. */
export const permissionHolders = (permission: Permission, query: Query<PermissionHoldersQueryDto>) =>
  queryOptions({
    queryKey: ['roles', 'holders', permission, query],
    queryFn: ({ signal }) => api.permissions.holders(permission, query, { signal }),
    placeholderData: keepPreviousData,
  });

const refreshRoles = (client: QueryClient, role?: RoleDetail) => {
  if (role) client.setQueryData(roleById(role.id).queryKey, role);
  return Promise.all([
    client.invalidateQueries({ queryKey: ['roles'] }),
    client.invalidateQueries({ queryKey: ['users'], refetchType: 'none' }),
  ]);
};

export const createRole = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (body: CreateRoleDto) => api.roles.create(body),
    onSuccess: (role) => refreshRoles(client, role),
  });

type Update = {
  readonly version: number;
  readonly body: UpdateRoleDto;
  readonly reason: string | undefined;
};

export const updateRole = (client: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: ({ version, body, reason }: Update) => api.roles.update(id, version, body, { reason }),
    onSuccess: (role) => refreshRoles(client, role),
  });

type Deletion = {
  readonly version: number;
  readonly moveTo: string | undefined;
  readonly reason: string | undefined;
};

/** The deleted role's own page is about to be left: it is not asked for again. */
export const deleteRole = (client: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: ({ version, moveTo, reason }: Deletion) => api.roles.delete(id, version, moveTo, { reason }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['roles'], predicate: ({ queryKey }) => queryKey[2] !== id }),
        client.invalidateQueries({ queryKey: ['users'], refetchType: 'none' }),
      ]),
  });
