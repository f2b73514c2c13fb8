import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { User } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { userById } from './queries';

/** Under the user's own key, so that whatever changes the user has it asked again. */
export const userAccess = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id, 'access'],
    queryFn: ({ signal }) => api.users.access(id, { signal }),
  });

export const accessPreview = (id: string, roleId: string) =>
  queryOptions({
    queryKey: ['users', 'one', id, 'preview', roleId],
    queryFn: ({ signal }) => api.users.previewAccess(id, roleId, { signal }),
    staleTime: 0,
    gcTime: 0,
  });

export const userAsOf = (id: string, at: string) =>
  queryOptions({
    queryKey: ['users', 'as-of', id, at],
    queryFn: ({ signal }) => api.users.asOf(id, at, { signal }),
  });

type Restoring = { readonly earlier: number; readonly reason: string | undefined };

export const restoreVersion = (client: QueryClient, { id, version }: Pick<User, 'id' | 'version'>) =>
  mutationOptions({
    mutationFn: ({ earlier, reason }: Restoring) => api.users.restore(id, earlier, version, { reason }),
    onSuccess: (user) => {
      client.setQueryData(userById(id).queryKey, user);
      return client.invalidateQueries({ queryKey: ['users'] });
    },
  });
