import type { ProblemCode } from 'wardkeep/contracts';

/** Whether something may be done, and the reason when not. */
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly because: ProblemCode };

export const allow: Decision = { allowed: true };

export function deny(because: ProblemCode): Decision {
  return { allowed: false, because };
}

/** Denies for the first reason that holds, so that the order of reasons is the order of the list. */
export function denyFirst(reasons: readonly (readonly [because: ProblemCode, holds: boolean])[]): Decision {
  const reason = reasons.find(([, holds]) => holds);
  return reason ? deny(reason[0]) : allow;
}
