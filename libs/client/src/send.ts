import type { ProblemBody } from 'wardkeep/contracts';
import { NetworkError, ProblemError } from './errors.js';
import type { ClientOptions, DeleteOptions, PostOptions } from './options.js';
import { headerText, pathIn, queryString } from './wire.js';

type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: object;
  /** Sent in place of a body. */
  readonly form?: FormData;
  /** What is answered is no JSON: its text comes back as it is. */
  readonly answers?: 'text';
  /** The version the change is based on. */
  readonly version?: number;
  readonly options?: (PostOptions & DeleteOptions) | undefined;
};

/** Sends one request and gives its answer, undefined for an empty one. Throws `ProblemError` or `NetworkError`. */
export type Send = <Answer>(call: Call) => Promise<Answer>;

/** Sends one request and gives its answer while it is still coming; whoever reads it ends it by the call's signal. */
export type Open = (call: Call, accept: string) => Promise<Response>;

const DEFAULT_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 300_000;

/** Refusals that say the session is gone; a wrong password is a 401 too, and leaves it alone. */
const SIGNED_OUT: readonly string[] = ['not-signed-in', 'session-ended'];

export function createSend(client: ClientOptions): Send {
  return async <Answer>(call: Call) => {
    const first = await answered(client, call);
    const isLate = isOutdated(first.answer) && (await caughtUp(client));
    const { response, answer } = isLate ? await answered(client, call) : first;
    if (response.ok) return answer as Answer;
    throw refusal(client, response, answer);
  };
}

export function createOpen(client: ClientOptions): Open {
  return async (call, accept) => {
    const response = await begun(client, call, accept);
    if (response.ok) return response;
    const text = await response.text();
    throw refusal(client, response, text === '' ? undefined : read(text, response));
  };
}

function refusal(client: ClientOptions, response: Response, answer: unknown): Error {
  if (!isProblem(answer)) return new NetworkError(`Unexpected answer with status ${response.status}`);
  if (SIGNED_OUT.includes(answer.code)) client.onSignedOut?.(answer);
  if (answer.code === 'second-factor-enrolment-required') client.onEnrolmentRequired?.();
  return new ProblemError(answer, secondsIn(response.headers.get('retry-after')));
}

/** Only its beginning is waited for so long: the whole of it may take much longer. */
async function begun(client: ClientOptions, call: Call, accept: string): Promise<Response> {
  const fetch = client.fetch ?? globalThis.fetch.bind(globalThis);
  const signal = call.options?.signal;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), client.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    return await fetch(addressOf(client, call), {
      method: call.method,
      headers: { ...headersOf(client, call), accept },
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new NetworkError('Wardkeep does not answer', { cause });
  } finally {
    clearTimeout(timer);
  }
}

function addressOf(client: ClientOptions, call: Call): string {
  return pathIn(client.baseUrl, call.path) + queryString({ ...call.query, confirm: call.options?.confirm });
}

async function answered(client: ClientOptions, call: Call): Promise<{ response: Response; answer: unknown }> {
  const { response, text } = await exchange(client, call);
  if (call.answers === 'text' && response.ok) return { response, answer: text };
  return { response, answer: text === '' ? undefined : read(text, response) };
}

/** Nothing of the request was carried out: it came with a token of before the session was renewed. */
function isOutdated(answer: unknown): boolean {
  if (!isProblem(answer)) return false;
  return answer.code === 'csrf-token-missing' || (answer.code === 'session-ended' && answer.endedBecause === 'renewed');
}

async function caughtUp({ catchUp }: ClientOptions): Promise<boolean> {
  if (!catchUp) return false;
  return catchUp().then(
    () => true,
    () => false,
  );
}

/** A caller's own abort comes back as it is; every other failure to get an answer is a `NetworkError`. */
async function exchange(client: ClientOptions, call: Call): Promise<{ response: Response; text: string }> {
  const fetch = client.fetch ?? globalThis.fetch.bind(globalThis);
  const signal = call.options?.signal;
  const timeout = AbortSignal.timeout(call.form ? UPLOAD_TIMEOUT_MS : (client.timeoutMs ?? DEFAULT_TIMEOUT_MS));
  const request: RequestInit = {
    method: call.method,
    headers: headersOf(client, call),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    ...bodyOf(call),
  };
  try {
    const response = await fetch(addressOf(client, call), request);
    return { response, text: await response.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new NetworkError('Wardkeep does not answer', { cause });
  }
}

/** The content type of a form, with its boundary, is `fetch`'s to say. */
function bodyOf({ form, body }: Call): Pick<RequestInit, 'body'> {
  if (form) return { body: form };
  return body ? { body: JSON.stringify(body) } : {};
}

function headersOf(client: ClientOptions, call: Call): Record<string, string> {
  const headers: Readonly<Record<string, string | null | undefined>> = {
    accept: call.answers === 'text' ? 'text/*, application/json' : 'application/json',
    ...whoAsks(client, call),
    ...whatIsAsked(call),
  };
  return Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => Boolean(header[1])));
}

/** Signing in and out happens in no chosen Domain: a choice that is gone by now must not keep anyone from it. */
function whoAsks(client: ClientOptions, call: Call) {
  const token = typeof client.token === 'function' ? client.token() : client.token;
  return {
    authorization: token && `Bearer ${token}`,
    'x-csrf-token': call.method === 'GET' ? null : client.csrf?.(),
    'x-domain': call.path.startsWith('/auth/') ? null : client.domain?.(),
  };
}

function whatIsAsked({ body, version, options }: Call) {
  return {
    'content-type': body && 'application/json',
    'if-match': version === undefined ? null : `"${version}"`,
    'idempotency-key': options?.idempotencyKey,
    'x-reason': options?.reason && headerText(options.reason),
  };
}

function read(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetworkError(`Unreadable answer with status ${response.status}`, { cause });
  }
}

function isProblem(answer: unknown): answer is ProblemBody {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'status' in answer;
}

/** A wait in seconds; proxies in between also write it as a date. */
function secondsIn(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
