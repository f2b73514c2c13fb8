import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import type { SsoRefusal } from 'wardkeep/contracts';
import { outgoingProblemOf } from '../../platform/outgoing/outgoing-problem.js';
import type { SsoRefused, SsoUnavailable } from './sso-method.js';

type Checked = { readonly claim?: unknown; readonly attribute?: unknown; readonly expected?: unknown };

const BY_CLAIM: Readonly<Record<string, SsoRefusal>> = {
  iss: 'issuer-mismatch',
  aud: 'audience-mismatch',
  azp: 'audience-mismatch',
  nonce: 'nonce-mismatch',
  sub: 'subject-mismatch',
  exp: 'expired',
  iat: 'not-yet-valid',
  nbf: 'not-yet-valid',
};

/** What the words of the library mean, where its codes say less. */
const BY_WORDS: readonly (readonly [RegExp, SsoRefusal])[] = [
  [/"iss"|issuer/i, 'issuer-mismatch'],
  [/"nonce"/i, 'nonce-mismatch'],
  [/"state"/i, 'response-mismatch'],
  [/signature/i, 'signature-invalid'],
  [/"alg"|algorithm/i, 'algorithm-refused'],
  [/"aud"|audience/i, 'audience-mismatch'],
  [/"sub"/i, 'subject-mismatch'],
];

const BY_CODE: Readonly<Record<string, SsoRefusal>> = {
  OAUTH_KEY_SELECTION_FAILED: 'signature-invalid',
  OAUTH_UNSUPPORTED_OPERATION: 'algorithm-refused',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'expired',
};

/** Why openid-client did not believe an answer, or did not get one. Its errors are its own; anything else is thrown on. */
export function oidcRefusal(error: unknown): SsoRefused | SsoUnavailable {
  const outgoing = outgoingProblemOf(error);
  if (outgoing) return { kind: 'unavailable', detail: outgoing.detail };
  if (error instanceof AuthorizationResponseError) {
    return refused('provider-error', `${error.error}: ${error.error_description ?? 'no reason given'}`);
  }
  if (error instanceof ResponseBodyError) return bodyRefusal(error);
  if (error instanceof WWWAuthenticateChallengeError) {
    return refused('provider-error', `the provider refused our client or token (${error.status})`);
  }
  if (error instanceof ClientError) return clientRefusal(error);
  if (error instanceof TypeError) return refused('answer-malformed', wordsOf(error));
  throw error;
}

function bodyRefusal({ error, error_description: words, status }: ResponseBodyError): SsoRefused | SsoUnavailable {
  const detail = `${error}: ${words ?? 'no reason given'} (${status})`;
  if (status >= 500) return { kind: 'unavailable', detail };
  return refused(error === 'invalid_grant' ? 'code-refused' : 'provider-error', detail);
}

function clientRefusal(error: ClientError): SsoRefused | SsoUnavailable {
  if (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT') {
    return { kind: 'unavailable', detail: 'the provider did not answer in time' };
  }
  if (error.cause instanceof Response && error.cause.status >= 500) {
    return { kind: 'unavailable', detail: `the provider answered ${error.cause.status}` };
  }
  return refused(reasonOf(error), wordsOf(error));
}

function reasonOf(error: ClientError): SsoRefusal {
  const { claim, attribute } = checkedBy(error);
  const checked = claim ?? attribute;
  const byClaim = typeof checked === 'string' ? BY_CLAIM[checked] : undefined;
  if (byClaim) return byClaim;
  const byCode = BY_CODE[error.code ?? ''];
  if (byCode) return byCode;
  const words = wordsOf(error);
  return BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'answer-malformed';
}

/** The innermost cause that names what was compared. */
function checkedBy(error: unknown): Checked {
  let found: Checked = {};
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = (at as Error).cause) {
    if ('claim' in at || 'attribute' in at) found = at;
  }
  return found;
}

/** The messages from the outside in; values of tokens are in none of them. */
function wordsOf(error: unknown): string {
  const words: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) words.push(at.message);
  return words.join(': ');
}

function refused(because: SsoRefusal, detail: string): SsoRefused {
  return { kind: 'refused', because, detail };
}
