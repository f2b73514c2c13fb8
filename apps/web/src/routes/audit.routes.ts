import { createRoute } from '@tanstack/react-router';
import { AUDIT_EVENTS, type AuditEventType } from 'wardkeep/contracts';
import { isDay } from '../lib/days';
import { page } from '../lib/page';
import { choice, listReaders, readSearch, text } from '../lib/search';
import { shellRoute } from './shell.route';

const TYPES = Object.keys(AUDIT_EVENTS) as readonly AuditEventType[];
const day = (raw: string) => (isDay(raw) ? raw : undefined);
const uuid = (raw: string) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(raw) ? raw : undefined);

const auditSearch = readSearch({
  ...listReaders,
  sort: choice(['at', '-at']),
  actor: text(255),
  subject: text(255),
  type: choice(TYPES),
  outcome: choice(['success', 'refused', 'failed']),
  address: text(64),
  from: day,
  to: day,
  requestId: text(128),
  sessionId: uuid,
});

export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: page(() => import('../features/audit/audit-page'), 'AuditPage', ['audit']),
});

export const auditEventRoute = createRoute({
  getParentRoute: () => auditRoute,
  path: '/$id',
  component: page(() => import('../features/audit/event-drawer'), 'EventDrawer', ['audit']),
});
