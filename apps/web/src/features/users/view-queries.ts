import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { CreateUserViewDto, UserView } from 'wardkeep/contracts';
import { api } from '../../lib/api';

export const userViews = queryOptions({
  queryKey: ['user-views'],
  queryFn: ({ signal }) => api.userViews.list({ signal }),
  select: (page) => page.items,
  staleTime: 5 * 60_000,
});

const refresh = (client: QueryClient) => client.invalidateQueries({ queryKey: userViews.queryKey });

export const saveView = (client: QueryClient) => ({
  mutationFn: (body: CreateUserViewDto) => api.userViews.create(body),
  onSuccess: () => refresh(client),
});

export const deleteView = (client: QueryClient) => ({
  mutationFn: ({ id, version }: UserView) => api.userViews.delete(id, version),
  onSuccess: () => refresh(client),
});

type Sharing = { readonly view: UserView; readonly shared: boolean };

export const shareView = (client: QueryClient) => ({
  mutationFn: ({ view: { id, version }, shared }: Sharing) => api.userViews.update(id, version, { shared }),
  onSuccess: () => refresh(client),
});
