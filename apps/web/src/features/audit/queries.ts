import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditQueryDto } from 'wardkeep/contracts';
import { api } from '../../lib/api';

type AuditQuery = { readonly [K in keyof AuditQueryDto]?: AuditQueryDto[K] | undefined };

export const auditPage = (query: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', 'page', query],
    queryFn: ({ signal }) => api.auditEvents.list(query, { signal }),
    placeholderData: keepPreviousData,
  });

export const auditEvent = (id: string) =>
  queryOptions({
    queryKey: ['audit', 'one', id],
    queryFn: ({ signal }) => api.auditEvents.get(id, { signal }),
    staleTime: Infinity,
  });
