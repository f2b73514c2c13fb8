import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.filter.js';
import { Problem } from './problem.js';

type Route = { readonly methods: readonly string[]; readonly path: RegExp };

/** A path that another method would find is answered with 405 and `Allow`. To be added before the first route. */
export function addMethodCheck(server: FastifyInstance): void {
  const routes: Route[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    if (!url.endsWith('*')) routes.push({ methods: [method].flat(), path: patternOf(url) });
  });
  server.addHook('onRequest', (request, reply, done) => {
    const allowed = request.is404 ? methodsAt(routes, request.url) : [];
    if (allowed.length === 0) return done();
    void reply.header('allow', [...new Set(allowed)].join(', '));
    sendProblem(request, reply, new Problem('method-not-allowed'));
  });
}

function methodsAt(routes: readonly Route[], url: string): string[] {
  const path = url.split('?')[0] ?? '';
  return routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods);
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^A-Za-z0-9_-]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
