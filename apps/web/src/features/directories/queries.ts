import { keepPreviousData, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Query } from 'wardkeep/client';
import type {
  CreateProviderDto,
  Job,
  LdapTestResult,
  ProviderDetail,
  ProvidersQueryDto,
  StartSyncDto,
  SyncChangesQueryDto,
  SyncRun,
  SyncsQueryDto,
  UpdateProviderDto,
} from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { isUnderWay, pollEvery } from './run-state';

/** A run, and how far its job is where one may see that. */
export type Followed = { readonly run: SyncRun; readonly job: Job | null };

export const directoriesPage = (query: Query<Omit<ProvidersQueryDto, 'kind'>>) =>
  queryOptions({
    queryKey: ['providers', 'page', query],
    queryFn: ({ signal }) => api.providers.list({ ...query, kind: 'ldap' }, { signal }),
    placeholderData: keepPreviousData,
  });

export const directoryById = (id: string) =>
  queryOptions({ queryKey: ['providers', 'one', id], queryFn: ({ signal }) => api.providers.get(id, { signal }) });

async function follow(run: SyncRun, signal: AbortSignal): Promise<Followed> {
  if (!isUnderWay(run) || run.jobId === null) return { run, job: null };
  return { run, job: await api.jobs.get(run.jobId, { signal }).catch(() => null) };
}

const whileUnderWay = (followed: Followed | null | undefined) =>
  followed && isUnderWay(followed.run) ? pollEvery(followed.run) : false;

/** The newest run of a directory, followed while it is under way; null before the first. */
export const newestRun = (id: string) =>
  queryOptions({
    queryKey: ['providers', 'newest', id],
    queryFn: async ({ signal }) => {
      const [run] = (await api.providers.syncs(id, { limit: 1 }, { signal })).items;
      return run ? follow(run, signal) : null;
    },
    staleTime: 0,
    refetchInterval: ({ state }) => whileUnderWay(state.data),
  });

export const oneRun = (id: string, syncId: string) =>
  queryOptions({
    queryKey: ['providers', 'run', id, syncId],
    queryFn: async ({ signal }) => follow(await api.providers.sync(id, syncId, { signal }), signal),
    refetchInterval: ({ state }) => whileUnderWay(state.data),
  });

export const runsPage = (id: string, query: Query<SyncsQueryDto>) =>
  queryOptions({
    queryKey: ['providers', 'runs', id, query],
    queryFn: ({ signal }) => api.providers.syncs(id, query, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 5_000 : false),
  });

export const changesPage = (id: string, syncId: string, query: Query<SyncChangesQueryDto>) =>
  queryOptions({
    queryKey: ['providers', 'changes', id, syncId, query],
    queryFn: ({ signal }) => api.providers.syncChanges(id, syncId, query, { signal }),
    placeholderData: keepPreviousData,
  });

/** What the last test of this directory found, for as long as the console is open. */
export const lastTest = (id: string) =>
  queryOptions<LdapTestResult | null>({
    queryKey: ['providers', 'test', id],
    queryFn: () => null,
    enabled: false,
    gcTime: Infinity,
    staleTime: Infinity,
  });

const keepAndRefresh = (client: QueryClient) => (provider: ProviderDetail) => {
  client.setQueryData(directoryById(provider.id).queryKey, provider);
  return client.invalidateQueries({ queryKey: ['providers', 'page'] });
};

export const createDirectory = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (body: CreateProviderDto) => api.providers.create(body),
    onSuccess: keepAndRefresh(client),
    gcTime: 0,
  });

export const updateDirectory = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: UpdateProviderDto }) =>
      api.providers.update(id, version, body),
    onSuccess: keepAndRefresh(client),
    gcTime: 0,
  });

export const enableDirectory = (client: QueryClient) =>
  mutationOptions({ mutationFn: (id: string) => api.providers.enable(id), onSuccess: keepAndRefresh(client) });

type Reasoned = { readonly id: string; readonly reason: string | undefined };

export const disableDirectory = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, reason }: Reasoned) => api.providers.disable(id, { reason }),
    onSuccess: keepAndRefresh(client),
  });

/** Only lists are fetched again: the deleted directory's own page is about to be left. */
export const deleteDirectory = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, version, ...options }: Reasoned & { version: number; confirm: string | undefined }) =>
      api.providers.delete(id, version, options),
    onSuccess: () => client.invalidateQueries({ queryKey: ['providers', 'page'] }),
  });

export const startSync = (client: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: ({ body, reason }: { body: StartSyncDto; reason?: string | undefined }) =>
      api.providers.startSync(id, body, { reason }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: newestRun(id).queryKey }),
        client.invalidateQueries({ queryKey: ['providers', 'runs', id] }),
      ]),
  });

/** After a run: what it changed is no longer as it was shown. */
export const refreshAfterRun = (client: QueryClient, id: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: directoryById(id).queryKey }),
    client.invalidateQueries({ queryKey: ['providers', 'page'] }),
    client.invalidateQueries({ queryKey: ['providers', 'runs', id] }),
    client.invalidateQueries({ queryKey: ['providers', 'changes', id] }),
    client.invalidateQueries({ queryKey: ['users'] }),
  ]);
