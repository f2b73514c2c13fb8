import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The built console: its files for good, its page for every path that is not the API's. */
export async function serveConsole(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const page = (reply: FastifyReply) => reply.header('cache-control', 'no-store').sendFile('index.html');
  server.get('/', (_, reply) => page(reply));
  server.get('/*', (request, reply) => {
    const isPage = !/^\/(?:api|health|assets|metrics)(?:\/|$)|\.[a-z0-9]+$/i.test(request.url.split('?')[0] ?? '');
    return isPage ? page(reply) : reply.callNotFound();
  });
}
