import type { FastifyInstance } from 'fastify';

/** JSON alone; `__proto__` and `constructor.prototype` in it are refused. No body is no body, whatever its type says. */
export function readJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}
