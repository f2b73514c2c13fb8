import type { AuditEntry } from '../../platform/database/change.js';
import { isProtecting } from '../../platform/database/refusals.js';
import { subjectOf, type RunningImport } from './import-run.js';

/** Rows that asked for more than their importer may do: one event for each reason, however many rows have it. */
export function refusalEvents({ run }: RunningImport, codes: readonly string[]): AuditEntry[] {
  const rows = new Map<string, number>();
  for (const code of codes.filter(isProtecting)) rows.set(code, (rows.get(code) ?? 0) + 1);
  return [...rows].map(([code, count]) => ({
    type: 'access.refused',
    outcome: 'refused',
    subject: subjectOf(run),
    detail: code,
    changes: [{ field: 'rows', before: null, after: count }],
    actor: run.person,
  }));
}
