import type { Strategy } from 'passport';

/** What a Passport strategy reads of a request, without the HTTP framework. */
export type StrategyRequest = {
  readonly url: string;
  readonly originalUrl: string;
  readonly host?: string;
  readonly method: string;
  readonly protocol: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Kept by the caller between two steps of a redirecting method. */
  readonly session: Record<string, unknown>;
};

/** Of which a strategy reads no more than what is given. */
export function requestOf(given: Partial<StrategyRequest> & Pick<StrategyRequest, 'url' | 'method'>): StrategyRequest {
  const { url } = given;
  return { originalUrl: url, protocol: 'https', headers: {}, query: {}, body: {}, session: {}, ...given };
}

/** What the sign-in form sent. */
export function formRequest(body: StrategyRequest['body']): StrategyRequest {
  return requestOf({ url: '/api/v1/auth/sign-in', method: 'POST', body });
}

export type Outcome =
  | { readonly kind: 'success'; readonly user: unknown }
  | { readonly kind: 'fail'; readonly challenge: unknown }
  | { readonly kind: 'redirect'; readonly url: string };

/** A strategy with the ways out that Passport gives it for one run. */
type Runnable = {
  authenticate: (request: StrategyRequest, options: object) => unknown;
  success: (user: unknown) => void;
  fail: (challenge: unknown) => void;
  redirect: (url: string) => void;
  pass: () => void;
  error: (error: unknown) => void;
};

/**
 * Runs a published Passport strategy outside the HTTP framework. Each run gets its own object with its
 * own ways out, as Passport itself does it; an error of the strategy rejects.
 */
export function runStrategy(strategy: Strategy, request: StrategyRequest): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const run = Object.create(strategy) as Runnable;
    run.success = (user: unknown) => resolve({ kind: 'success', user });
    run.fail = (challenge: unknown) => resolve({ kind: 'fail', challenge });
    run.redirect = (url: string) => resolve({ kind: 'redirect', url });
    run.pass = () => resolve({ kind: 'fail', challenge: null });
    run.error = (error: unknown) => reject(error instanceof Error ? error : new Error('The strategy failed'));
    Promise.resolve(run.authenticate(request, {})).catch(reject);
  });
}
