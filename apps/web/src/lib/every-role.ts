import { queryOptions } from '@tanstack/react-query';
import { LIMITS } from 'wardkeep/contracts';
import { api } from './api';

/** Every role of the Domain, with whether the caller may give it. */
export const everyRole = queryOptions({
  queryKey: ['roles', 'every'],
  queryFn: ({ signal }) => api.roles.list({ limit: LIMITS.pageSize }, { signal }),
  select: (page) => page.items,
});
