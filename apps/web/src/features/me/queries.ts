import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { UpdateProfileDto } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { meQuery } from '../../lib/session';

/** How many of the sessions that are over are shown. */
const ENDED_SHOWN = 20;

export const mySessions = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => api.me.sessions({ state: 'live', limit: 100 }, { signal }),
});

export const myEndedSessions = queryOptions({
  queryKey: ['me', 'sessions', 'ended'],
  queryFn: ({ signal }) => api.me.sessions({ state: 'ended', limit: ENDED_SHOWN }, { signal }),
});

export const mySecondFactor = queryOptions({
  queryKey: ['me', 'second-factor'],
  queryFn: ({ signal }) => api.me.secondFactor({ signal }),
});

export const updateProfile = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (change: UpdateProfileDto) => api.me.update(change),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });

export const endMySession = (client: QueryClient) =>
  mutationOptions({
    mutationFn: (id: string) => api.me.endSession(id),
    onSettled: () => client.invalidateQueries({ queryKey: mySessions.queryKey }),
  });
