import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LIMITS, type Permission, type Scope } from 'wardkeep/contracts';
import type { Actor, Origin } from '../actor.js';
import { deviceOf } from './device.js';
import { Problem } from './problem.js';

export const ACCESS = Symbol('access');

/** What a route says about who may call it. A route that says nothing is called by nobody. */
export type Access =
  | { readonly for: 'everybody'; readonly fromAnySite: boolean }
  | { readonly for: 'signed-in'; readonly beforeEnrolment: boolean }
  | { readonly for: 'permitted'; readonly permission: Permission; readonly atLeast: Scope };

/**
 * Anybody, signed in or not. `fromAnySite`: also with a form of another site, which proves by itself who it comes from.
 */
export const Public = ({ fromAnySite = false } = {}) =>
  SetMetadata<symbol, Access>(ACCESS, { for: 'everybody', fromAnySite });

/**
 * Everybody who is signed in, for what concerns themselves. `beforeEnrolment`: also for who must set up a second factor
 * first and may do nothing else until then.
 */
export const SignedIn = ({ beforeEnrolment = false } = {}) =>
  SetMetadata<symbol, Access>(ACCESS, { for: 'signed-in', beforeEnrolment });

/** Who holds the permission, in the whole Domain unless `atLeast` says less. */
export const RequirePermission = (permission: Permission, atLeast: Scope = 'domain') =>
  SetMetadata<symbol, Access>(ACCESS, { for: 'permitted', permission, atLeast });

export const UNATTENDED = Symbol('unattended');

/** What programs ask again and again by themselves: it keeps no session from becoming idle. */
export const Unattended = () => SetMetadata(UNATTENDED, true);

/** Request as the guard leaves it. */
export type KnownRequest = FastifyRequest & { actor?: Actor; csrfToken?: string | null };

export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<KnownRequest>();
  if (!actor) throw new Problem('not-signed-in');
  return actor;
});

/** Where a request comes from that nobody is signed in for. */
export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originFor(context.switchToHttp().getRequest<KnownRequest>()),
);

/** Of a request that nobody is signed in for. */
export function originFor(request: FastifyRequest): Origin {
  return originOf(request, deviceOf(headerText(request.headers['user-agent'], 512)));
}

export function originOf(request: FastifyRequest, device: string): Origin {
  const reason = request.headers['x-reason'];
  return {
    address: request.ip,
    device,
    requestId: request.id,
    sessionId: null,
    reason: headerText(decoded(Array.isArray(reason) ? reason[0] : reason), LIMITS.reasonLength),
  };
}

/** Headers hold Latin-1; other text comes as `UTF-8''` with percent signs (RFC 8187). */
function decoded(text: string | undefined): string | undefined {
  const [, encoded] = /^UTF-8''(.*)$/i.exec(text ?? '') ?? [];
  if (encoded === undefined) return text;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return text;
  }
}

/** Header text as it may be stored: one line, bounded. */
function headerText(text: string | undefined, maxLength: number): string | null {
  if (!text) return null;
  const line = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, ' ').trim();
  if (line === '') return null;
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
