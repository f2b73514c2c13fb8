import { Problem } from '../platform/http/problem.js';
import type { LiveSession } from './live-session.js';

const LASTS_MS = 5 * 60_000;

/**
 * A session begins with a proof of who somebody is, and so does the one that follows it after another proof. For what
 * would hurt most in the hands of whoever finds a browser open, that has to be recent.
 */
export function proofEndsAt({ facts }: LiveSession): Date {
  return new Date(facts.started_at.getTime() + LASTS_MS);
}

/** By the database's clock at the time it was read, and this process's steady clock since. */
export function refuseWithoutProof({ facts, endsAt, overAt }: LiveSession): void {
  const startedAt = overAt - (endsAt.getTime() - facts.started_at.getTime());
  if (performance.now() - startedAt >= LASTS_MS) throw new Problem('step-up-required');
}
