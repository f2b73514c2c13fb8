import type { FastifyInstance } from 'fastify';
import { isBeyondBounds } from './json-bounds.js';
import { Problem } from './problem.js';

/** JSON alone, of bounded depth; `__proto__` and `constructor.prototype` in it are refused. No body is no body, whatever its type says. */
export function readJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text === '') done(null, undefined);
    else if (isBeyondBounds(text)) done(new Problem('malformed-request', { detail: 'The body holds too much.' }));
    else void parse(request, text, done);
  });
}
