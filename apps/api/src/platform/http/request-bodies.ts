import fastifyMultipart from '@fastify/multipart';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isBeyondBounds } from './json-bounds.js';
import { Problem } from './problem.js';

/** The one route that takes a form. */
const UPLOADS = '/api/v1/users/imports';

/**
 * Files for imports, which the route itself reads; a form sent anywhere else is refused as every other type is: browsers
 * send one across sites without asking.
 */
export async function readForms(server: FastifyInstance): Promise<void> {
  await server.register(fastifyMultipart);
  server.addHook('preParsing', (request, _reply, payload, done) => {
    if (isForm(request) && !isUpload(request)) done(new Problem('unsupported-media-type'));
    else done(null, payload);
  });
}

function isUpload(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.routeOptions.url === UPLOADS;
}

/** As far as its first line says: before any route is looked for. */
export function isUploadBegun({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url.split('?', 1)[0] === UPLOADS;
}

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.trim().toLowerCase().startsWith('multipart/') === true;
}

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
