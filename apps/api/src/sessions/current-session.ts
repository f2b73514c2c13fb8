import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../platform/http/problem.js';
import type { LiveSession } from './live-session.js';

/** A request as the authenticator leaves it. */
export type SessionRequest = FastifyRequest & { live?: LiveSession };

export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): LiveSession => {
  const { live } = context.switchToHttp().getRequest<SessionRequest>();
  if (!live) throw new Problem('not-signed-in');
  return live;
});

export function isByCookie(request: FastifyRequest): boolean {
  return request.headers.authorization === undefined;
}
