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
  if (!isProtecting(code)) return null;
  return {
    type: 'access.refused',
    outcome: 'refused',
    detail: code,
    ...(details.about === undefined ? {} : { subject: details.about }),
  };
}

/** Whether a refusal with this code keeps somebody from more than they may do. */
export function isProtecting(code: string): boolean {
  const known = code as ProblemCode;
  return PROBLEMS[known]?.status === 403 || PROTECTING.includes(known);
}

const PACE_MS = 60_000;
const MOST_REMEMBERED = 1_000;

/** The same refusal of the same person leaves one event a minute: asking costs nothing, and is not to fill the log. */
export class RefusalPace {
  private readonly seen = new Map<string, number>();

  isDue(key: string, now = performance.now()): boolean {
    if (now - (this.seen.get(key) ?? -Infinity) < PACE_MS) return false;
    const [oldest] = this.seen.keys();
    this.seen.delete(key);
    if (this.seen.size >= MOST_REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
    this.seen.set(key, now);
    return true;
  }
}
