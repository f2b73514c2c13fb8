import type { Decision } from 'wardkeep/rules';
import type { Subject } from '../database/change.js';
import { Problem } from './problem.js';

/** A rule's refusal as the problem it names; `about` says in the audit log whom it concerns. */
export function refuseUnless(decision: Decision, about?: Subject): void {
  if (!decision.allowed) throw new Problem(decision.because, about ? { about } : {});
}
