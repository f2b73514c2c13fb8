import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer, errors and files included. */
export function addSecurityHeaders(server: FastifyInstance, isSecure: boolean): void {
  server.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply, isSecure);
    done();
  });
}

/** For an answer that no hook reaches. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, isSecure: boolean): void {
  void reply.headers({
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-request-id': request.id,
  });
  if (isSecure) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (request.url.startsWith('/api/')) void reply.header('cache-control', 'private, no-store');
}
