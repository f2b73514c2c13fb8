import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that a page of another site makes a browser send, sign-in and sign-out included.
 * Browsers say where a request comes from; scripts say nothing and carry no cookies.
 */
export function refuseOtherSites(request: FastifyRequest, baseUrl: string): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw new Problem('other-origin');
  const { origin } = request.headers;
  if (origin === undefined || origin === new URL(baseUrl).origin) return;
  if (site === 'same-origin' || origin === `http://${request.headers.host ?? ''}`) return;
  throw new Problem('other-origin');
}

/**
 * For an address that leads a browser on: it is opened, or it is not asked for at all. Any page in the web can have its
 * visitors fetch an image or a frame as often as it likes, and they see nothing of it.
 */
export function refuseUnlessOpened({ headers }: FastifyRequest): void {
  const shownAs = headers['sec-fetch-dest'];
  if (shownAs !== undefined && shownAs !== 'document') throw new Problem('other-origin');
}
