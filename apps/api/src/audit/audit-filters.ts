import type { AuditEventType, AuditOutcome } from 'wardkeep/contracts';
import type { AuditQueryDto } from 'wardkeep/contracts/dto';
import { Problem } from '../platform/http/problem.js';

/** What to look for; an absent filter asks for nothing. */
export type AuditFilters = {
  readonly actor?: string;
  readonly subject?: string;
  readonly subjectId?: string;
  readonly type?: AuditEventType;
  readonly outcome?: AuditOutcome;
  readonly address?: string;
  readonly from?: string;
  /** The end is not part of it. */
  readonly to?: string;
  readonly q?: string;
  readonly requestId?: string;
  readonly sessionId?: string;
};

const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

export function filtersOf(query: AuditQueryDto): AuditFilters {
  const { actor, subject, address, q, requestId, sessionId, type, outcome, from, to } = query;
  const texts = { actor, subject, address, q, requestId, sessionId: sessionId?.toLowerCase(), type, outcome };
  const given = Object.entries(texts)
    .map(([name, text]) => [name, text?.trim() ?? ''] as const)
    .filter(([, text]) => text !== '');
  return {
    ...(Object.fromEntries(given) as AuditFilters),
    ...(from === undefined ? {} : { from: instant(from, '?from') }),
    ...(to === undefined ? {} : { to: instant(to, '?to') }),
  };
}

/** A point in time as the database reads it; a date alone begins at midnight, and UTC is meant where no zone is told. */
function instant(text: string, pointer: string): string {
  const hasZone = /(?:Z|[+-]\d\d:\d\d)$/.test(text.slice(10));
  const withZone = text.length === 10 || hasZone ? text : `${text}Z`;
  const at = INSTANT.test(text) ? new Date(withZone.replace(',', '.')) : null;
  if (at === null || Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) {
    throw new Problem('invalid-request', {
      errors: [{ pointer, code: 'time', detail: 'use a time such as 2026-11-22T08:00:00Z' }],
    });
  }
  return at.toISOString();
}
