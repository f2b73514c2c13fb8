import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api';
import { userById } from './queries';

/** Asked anew each time: what it tells is over in minutes. */
export const signInCheck = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id, 'sign-in-check'],
    queryFn: ({ signal }) => api.users.signInCheck(id, { signal }),
    staleTime: 0,
  });

const refreshUsers = (client: QueryClient) => client.invalidateQueries({ queryKey: ['users'] });

export const unlockUser = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.users.unlock(id),
    onSuccess: (user) => {
      client.setQueryData(userById(user.id).queryKey, user);
      return refreshUsers(client);
    },
  });

export const mailReset = (client: QueryClient) =>
  mutationOptions({ mutationFn: (id: string) => api.users.mailReset(id), onSuccess: () => refreshUsers(client) });

/** Its answer is a password: no cache keeps it. */
export const makeTemporary = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.users.temporaryPassword(id),
    onSuccess: () => refreshUsers(client),
    gcTime: 0,
  });

export const setPassword = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, password }: { readonly id: string; readonly password: string }) =>
      api.users.setPassword(id, password),
    onSuccess: () => refreshUsers(client),
    gcTime: 0,
  });

export const requireChange = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({
      id,
      compromised,
      reason,
    }: Readonly<{ id: string; compromised: boolean; reason?: string | undefined }>) =>
      api.users.requirePasswordChange(id, { compromised }, { reason }),
    onSuccess: () => refreshUsers(client),
  });

export const inviteAgain = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.users.resendInvitation(id),
    onSuccess: () => refreshUsers(client),
  });

export const resetTwoFactor = (client: QueryClient) =>
  mutationOptions({
    mutationFn: ({ id, reason }: Readonly<{ id: string; reason: string | undefined }>) =>
      api.users.resetSecondFactor(id, { reason }),
    onSuccess: () => refreshUsers(client),
  });
