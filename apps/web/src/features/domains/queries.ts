import { keepPreviousData, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { CreateDomainDto, DomainDetail, DomainsQueryDto, UpdateDomainDto } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { meQuery } from '../../lib/session';

type DomainsQuery = { readonly [K in keyof DomainsQueryDto]?: DomainsQueryDto[K] | undefined };
type Reasoned = { readonly reason: string | undefined };

export const domainsPage = (query: DomainsQuery) =>
  queryOptions({
    queryKey: ['domains', 'page', query],
    queryFn: ({ signal }) => api.domains.list(query, { signal }),
    placeholderData: keepPreviousData,
  });

export const domainById = (id: string) =>
  queryOptions({ queryKey: ['domains', 'one', id], queryFn: ({ signal }) => api.domains.get(id, { signal }) });

/** The lists, and the header, which shows the name and banner of the Domain one works in. */
const refreshLists = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['domains', 'page'] }),
    client.invalidateQueries({ queryKey: ['domains', 'switch'] }),
    client.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }),
  ]);

const keepAndRefresh = (client: QueryClient) => (domain: DomainDetail) => {
  client.setQueryData(domainById(domain.id).queryKey, domain);
  return refreshLists(client);
};

export const createDomain = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (body: CreateDomainDto) => api.domains.create(body),
    onSuccess: () => refreshLists(client),
  });

export const updateDomain = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: UpdateDomainDto }) =>
      api.domains.update(id, version, body),
    onSuccess: keepAndRefresh(client),
  });

export const enableDomain = (client: QueryClient) =>
  mutationOptions({ mutationFn: (id: string) => api.domains.enable(id), onSuccess: keepAndRefresh(client) });

export const disableDomain = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, reason }: { id: string } & Reasoned) => api.domains.disable(id, { reason }),
    onSuccess: ({ domain }) => keepAndRefresh(client)(domain),
  });

export const deleteDomain = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({
      id,
      version,
      ...options
    }: { id: string; version: number; confirm: string | undefined } & Reasoned) =>
      api.domains.delete(id, version, options),
    onSuccess: () => refreshLists(client),
  });
