import { PROBLEMS, type ProblemCode } from 'wardkeep/contracts';
import type { AnyActor } from '../actor.js';
import { Problem } from '../http/problem.js';
import type { AuditEntry } from './change.js';

/** Refusals that protect somebody although they are no 403. */
const PROTECTING: readonly ProblemCode[] = [
  'last-administrator',
  'protected-user',
  'protected-domain',
  'built-in-role',
  'role-above-own',
  'role-not-assignable',
];

/** The event of a write that an access rule refused; null for any other error, and for what was only tried dry. */
export function refusalEvent(actor: AnyActor, error: unknown): AuditEntry | null {
  if (actor.kind !== 'user' || actor.dryRun || !(error instanceof Problem)) return null;
  const { code, details } = error;
  if (PROBLEMS[code].status !== 403 && !PROTECTING.includes(code)) return null;
  return {
    type: 'access.refused',
    outcome: 'refused',
    detail: code,
    ...(details.about === undefined ? {} : { subject: details.about }),
  };
}
