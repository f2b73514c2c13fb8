import type { DryRun, ProblemBody } from 'wardkeep/contracts';

export type ClientOptions = {
  /** Where Wardkeep is served, with or without `/api/v1`; empty for the origin of the page. */
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
  /** A bearer token, for programs; browsers have their cookie. */
  readonly token?: string | (() => string | null);
  /** The token of the sign-in result or `GET /me`, for whoever has the cookie. */
  readonly csrf?: () => string | null;
  /** The Domain a System Administrator works in; null for the own one. */
  readonly domain?: () => string | null;
  /** Called when the server no longer knows the session; the request fails nevertheless. */
  readonly onSignedOut?: (problem: ProblemBody) => void;
  /**
   * Called when the server refused a request because the session goes on under a new token, which whoever sent it did
   * not have yet. Once it has fetched what the requests need, such as the token of `csrf`, the request is sent once more;
   * when it fails, the refusal stands. Without it, refusals stand.
   */
  readonly catchUp?: () => Promise<unknown>;
  /** Called when the server lets the session do nothing but set up two-factor authentication. */
  readonly onEnrolmentRequired?: () => void;
  /** How long one request may take; 30 seconds when absent. */
  readonly timeoutMs?: number;
};

export type ReadOptions = { readonly signal?: AbortSignal | undefined };

/** `reason` is kept with the audit event. */
export type WriteOptions = ReadOptions & { readonly reason?: string | undefined };

/** With the same key and the same body, a repeated request has the first one's answer and no second effect. */
export type PostOptions = WriteOptions & { readonly idempotencyKey?: string | undefined };

/** `confirm` is the name as a person typed it, which the server compares. */
export type DeleteOptions = WriteOptions & { readonly confirm?: string | undefined };

/** The parameters of a list; absent and undefined ones are not sent. */
export type Query<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The same calls, which answer what they would do and do nothing. */
export type DryRunOf<Writes> = {
  readonly [K in keyof Writes]: Writes[K] extends (...given: infer Given) => Promise<unknown>
    ? (...given: Given) => Promise<DryRun>
    : never;
};
