import { PROBLEMS } from 'wardkeep/contracts';
import type { Decision } from 'wardkeep/rules';
import type { Subject } from '../database/change.js';
import { Problem } from './problem.js';

/** A rule's refusal as the problem it names; `about` says in the audit log whom it concerns, `pointer` at which field. */
export function refuseUnless(decision: Decision, about?: Subject, pointer?: string): void {
  if (decision.allowed) return;
  const code = decision.because;
  const errors = pointer === undefined ? undefined : [{ pointer, code, detail: PROBLEMS[code].title }];
  throw new Problem(code, { ...(about && { about }), ...(errors && { errors }) });
}
