import type { ProblemBody } from 'wardkeep/contracts';

/** The server refused or failed, and said why. `problem.code` is what programs decide by. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;

  constructor(
    readonly problem: ProblemBody,
    /** Seconds to wait before another try, when the server named them. */
    readonly retryAfter: number | null,
  ) {
    super(problem.detail || problem.title);
    this.status = problem.status;
  }
}

/**
 * No answer of Wardkeep's: no connection, no answer in time, or one of something in between, such as a proxy's page.
 * A write may have happened nevertheless: repeat it with the same `idempotencyKey`.
 */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}
