import { isIP } from 'node:net';

/** One request, as it is logged: the route's pattern, never the URL, which may hold what people typed. */
export type RequestFacts = {
  readonly requestId: string;
  readonly actorId: string | null;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
};

export type AuthFailure = {
  readonly domain: string;
  readonly user: string;
  readonly address: string | null;
  /** A code such as `invalid-credentials`. */
  readonly reason: string;
  readonly requestId: string | null;
};

const MAX_NAME = 255;
const CODE = /^[A-Za-z0-9_-]{1,64}$/;

/** The fields of the one line that each request has: `logger.info(requestLine(facts), 'request')`. */
export function requestLine({ requestId, actorId, method, route, status, ms }: RequestFacts): RequestFacts {
  return { requestId, actorId, method, route, status, ms: Math.round(ms * 10) / 10 };
}

/**
 * The stable line that fail2ban matches, to be logged as the message of a warning.
 * Names are percent-encoded, so no name holds a quote, a blank or `=`, and none can pretend to be the next member;
 * the address stands in it only if it is one. A filter anchors the line at `"msg":"`, which cannot occur inside a
 * JSON string, because there the quotes are escaped.
 */
export function authFailureLine({ domain, user, address, reason, requestId }: AuthFailure): string {
  const members = [
    `domain="${encoded(domain)}"`,
    `user="${encoded(user)}"`,
    `address=${address !== null && isIP(address) && !address.includes('%') ? address : 'unknown'}`,
    `reason=${CODE.test(reason) ? reason : 'other'}`,
    `request=${requestId !== null && CODE.test(requestId) ? requestId : '-'}`,
  ];
  return `wardkeep: authentication failure; ${members.join(' ')}`;
}

/** Percent-encoding in which only letters, digits and `-_.~@+` stay as they are. */
function encoded(name: string): string {
  return encodeURIComponent(Buffer.from(name.slice(0, MAX_NAME)).toString())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%40', '@')
    .replaceAll('%2B', '+');
}
