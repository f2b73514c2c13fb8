import {
  infiniteQueryOptions,
  keepPreviousData,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import type { Query, WriteOptions, DeleteOptions } from 'wardkeep/client';
import type {
  CreateUserDto,
  SessionsQueryDto,
  UpdateUserDto,
  User,
  UserDetail,
  UsersQueryDto,
} from 'wardkeep/contracts';
import { api } from '../../lib/api';

const PAGE = 30;

export const usersPage = (query: Query<UsersQueryDto>) =>
  queryOptions({
    queryKey: ['users', 'page', query],
    queryFn: ({ signal }) => api.users.list(query, { signal }),
    placeholderData: keepPreviousData,
  });

export const userById = (id: string) =>
  queryOptions({ queryKey: ['users', 'one', id], queryFn: ({ signal }) => api.users.get(id, { signal }) });

export const userSessions = (id: string, query: Query<SessionsQueryDto>) =>
  queryOptions({
    queryKey: ['users', 'one', id, 'sessions', query],
    queryFn: ({ signal }) => api.users.sessions(id, query, { signal }),
    placeholderData: keepPreviousData,
  });

export const userEvents = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['users', 'one', id, 'events'],
    queryFn: ({ signal, pageParam }) => api.users.auditEvents(id, { limit: PAGE, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const userVersions = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['users', 'one', id, 'versions'],
    queryFn: ({ signal, pageParam }) => api.users.versions(id, { limit: PAGE, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const userVersion = (id: string, version: number) =>
  queryOptions({
    queryKey: ['users', 'version', id, version],
    queryFn: ({ signal }) => api.users.version(id, version, { signal }),
    staleTime: Infinity,
  });

/** Who made the newest version, for whoever was a moment later. */
export const latestVersion = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id, 'latest'],
    queryFn: ({ signal }) => api.users.versions(id, { limit: 1 }, { signal }),
    select: (page) => page.items[0] ?? null,
    staleTime: 0,
  });

const refresh = (client: QueryClient, user?: UserDetail) => {
  if (user) client.setQueryData(userById(user.id).queryKey, user);
  return client.invalidateQueries({ queryKey: ['users'] });
};

type Reasoned<Sent> = Sent & { readonly reason?: string | undefined };

/** Its answer may hold a temporary password: no cache keeps it. */
export const createUser = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ body, reason }: Reasoned<{ readonly body: CreateUserDto }>) => api.users.create(body, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users', 'page'] }),
    gcTime: 0,
  });

export const updateUser = (client: QueryClient, { id, version }: Pick<User, 'id' | 'version'>) =>
  mutationOptions({
    mutationFn: ({ change, reason }: Reasoned<{ readonly change: UpdateUserDto }>) =>
      api.users.update(id, version, change, { reason }),
    onSuccess: (user) => refresh(client, user),
  });

export const enableUser = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.users.enable(id),
    onSuccess: (user) => refresh(client, user),
  });

type OnUser<Options> = { readonly user: Pick<User, 'id' | 'version'>; readonly options: Options };

export const disableUser = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ user, options }: OnUser<WriteOptions>) => api.users.disable(user.id, options),
    onSuccess: ({ user }) => refresh(client, user),
  });

export const endUserSessions = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ user, options }: OnUser<WriteOptions>) => api.users.endSessions(user.id, options),
    onSuccess: () => refresh(client),
  });

/** Only lists are fetched again: the deleted user's own page is about to be left. */
export const deleteUser = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ user, options }: OnUser<DeleteOptions>) => api.users.delete(user.id, user.version, options),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users', 'page'] }),
  });

export const endSession = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string | undefined }) =>
      api.sessions.end(id, { reason }),
    onSettled: () => client.invalidateQueries({ queryKey: ['users', 'one'] }),
  });
