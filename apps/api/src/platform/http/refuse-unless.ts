import type { Decision } from 'wardkeep/rules';
import { Problem } from './problem.js';

/** A rule's refusal as the problem it names. */
export function refuseUnless(decision: Decision): void {
  if (!decision.allowed) throw new Problem(decision.because);
}
