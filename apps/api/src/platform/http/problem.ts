import { PROBLEMS, type FieldError, type ProblemBody, type ProblemCode, type SessionEnd } from 'wardkeep/contracts';
import type { Subject } from '../database/change.js';

type Details = {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Whom or what the refusal protects: for the audit log, never sent. */
  readonly about?: Subject;
  /** The version that the record has now, with `stale-version`. */
  readonly current?: number;
  /** How many users hold the role that is to go. */
  readonly holders?: number;
  /** How the session came to its end, with `session-ended`. */
  readonly endedBecause?: SessionEnd | null;
};

/** Every refusal: thrown anywhere, answered as `application/problem+json` by ProblemFilter. */
export class Problem extends Error {
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly details: Details = {},
  ) {
    super(details.detail ?? PROBLEMS[code].title);
    this.name = 'Problem';
    this.status = PROBLEMS[code].status;
  }

  toBody(requestId: string): ProblemBody {
    const { errors, current, holders, detail, endedBecause } = this.details;
    const { title, status } = PROBLEMS[this.code];
    return {
      type: `urn:wardkeep:problem:${this.code}`,
      title,
      status,
      code: this.code,
      detail: detail ?? title,
      requestId,
      ...(errors ? { errors } : {}),
      ...(current === undefined ? {} : { current }),
      ...(holders === undefined ? {} : { holders }),
      ...(endedBecause ? { endedBecause } : {}),
    };
  }
}

/** What may be told of any failure: a refusal in its own words, and of what broke nothing. */
export function toldOf(error: unknown): string {
  return error instanceof Problem ? error.message : PROBLEMS['internal-error'].title;
}
