import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import {
  LIMITS,
  type CreateProviderDto,
  type OidcConfigDto,
  type Page,
  type ProviderDetail,
  type ProviderKind,
  type ProviderListItem,
  type SamlConfigDto,
  type SamlUpkeep,
  type SsoProtocol,
  type UpdateProviderDto,
} from 'wardkeep/contracts';
import { api } from '../../lib/api';

export type SsoProvider = ProviderDetail<SsoProtocol>;
type Config = SamlConfigDto | OidcConfigDto;

const POLL_MS = 2_000;

const isSso = (provider: ProviderListItem<ProviderKind>): provider is ProviderListItem<SsoProtocol> =>
  provider.kind !== 'ldap';

/** All of them, since a Domain has few; directories are left to their own list. */
export const everyProvider = queryOptions({
  queryKey: ['providers', 'page', 'sso'],
  queryFn: async ({ signal }): Promise<Page<ProviderListItem<SsoProtocol>>> => {
    const { items } = await api.providers.list<ProviderKind>({ limit: LIMITS.pageSize }, { signal });
    const found = items.filter(isSso);
    return { items: found, nextCursor: null, total: { value: found.length, relation: 'exact' } };
  },
});

export const providerById = (id: string) =>
  queryOptions({
    queryKey: ['providers', 'one', id],
    queryFn: ({ signal }) => api.providers.get<SsoProtocol>(id, { signal }),
  });

/** A test sign-in, followed while somebody is at the identity provider. */
export const testSignIn = (id: string, testId: string | null) =>
  queryOptions({
    queryKey: ['providers', 'test', id, testId],
    queryFn: ({ signal }) => api.providers.testResult(id, testId ?? '', { signal }),
    enabled: testId !== null,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? POLL_MS : false),
    refetchIntervalInBackground: true,
  });

const keepAndRefresh = (client: QueryClient) => (provider: SsoProvider) => {
  client.setQueryData(providerById(provider.id).queryKey, provider);
  return client.invalidateQueries({ queryKey: ['providers', 'page'] });
};

export const createProvider = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (body: CreateProviderDto<Config>) => api.providers.create<SsoProtocol>(body),
    onSuccess: keepAndRefresh(client),
    gcTime: 0,
  });

export const updateProvider = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: UpdateProviderDto<Config> }) =>
      api.providers.update<SsoProtocol>(id, version, body),
    onSuccess: keepAndRefresh(client),
    gcTime: 0,
  });

export const enableProvider = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.providers.enable<SsoProtocol>(id),
    onSuccess: keepAndRefresh(client),
  });

type Reasoned = { readonly id: string; readonly reason: string | undefined };

export const disableProvider = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, reason }: Reasoned) => api.providers.disable<SsoProtocol>(id, { reason }),
    onSuccess: keepAndRefresh(client),
  });

/** Only lists are fetched again: the deleted provider's own page is about to be left. */
export const deleteProvider = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, version, ...options }: Reasoned & { version: number; confirm: string | undefined }) =>
      api.providers.delete(id, version, options),
    onSuccess: () => client.invalidateQueries({ queryKey: ['providers', 'page'] }),
  });

/** Our keys for a SAML provider, and what its metadata says by now. */
export const samlUpkeep = (id: string) =>
  queryOptions({
    queryKey: ['providers', 'saml', id],
    queryFn: ({ signal }) => api.providers.samlUpkeep(id, { signal }),
  });

/** One of the things that are done to them, each of which answers how they are then. */
export const upkeepAction = (client: QueryClient, id: string, act: (id: string) => Promise<SamlUpkeep>) =>
  mutationOptions({
    mutationFn: () => act(id),
    onSuccess: (upkeep) => {
      client.setQueryData(samlUpkeep(id).queryKey, upkeep);
      return client.invalidateQueries({ queryKey: providerById(id).queryKey });
    },
  });
