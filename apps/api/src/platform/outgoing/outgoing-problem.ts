export type OutgoingFault =
  | 'no-address'
  | 'https-required'
  | 'forbidden-address'
  | 'unknown-name'
  | 'unreachable'
  | 'late'
  | 'redirected'
  | 'too-large';

/** Nothing came back that may be used. `detail` is for administrators: it names hosts and addresses. */
export class OutgoingProblem extends Error {
  constructor(
    readonly because: OutgoingFault,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'OutgoingProblem';
  }
}

/** The problem that an error is, or was made of. */
export function outgoingProblemOf(error: unknown): OutgoingProblem | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof OutgoingProblem) return at;
  return null;
}
