import type { AuditEvent, AuditQueryDto, Page } from 'wardkeep/contracts';
import type { Query, ReadOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const auditEvents = (send: Send) => ({
  list: (query?: Query<AuditQueryDto>, options?: ReadOptions) =>
    send<Page<AuditEvent>>({ method: 'GET', path: '/audit-events', query, options }),
  get: (id: string, options?: ReadOptions) =>
    send<AuditEvent>({ method: 'GET', path: at`/audit-events/${id}`, options }),
});
