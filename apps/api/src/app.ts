import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import type { Config } from './platform/config/config.js';
import { HashLane } from './platform/crypto/hash-lane.js';
import { serveConsole } from './platform/http/console-files.js';
import type { KnownRequest } from './platform/http/access.decorators.js';
import { readFormBodies } from './platform/http/form-bodies.js';
import { Problem } from './platform/http/problem.js';
import { sendProblem } from './platform/http/problem.filter.js';
import { readForms, readJsonBodies } from './platform/http/request-bodies.js';
import { limitArrival, REQUEST_TIMES, type RequestTimes } from './platform/http/request-times.js';
import { addSecurityHeaders, setSecurityHeaders } from './platform/http/security-headers.js';
import { addSignInDoor } from './platform/http/sign-in-door.js';
import { addMethodCheck } from './platform/http/unknown-routes.js';
import { requestLine } from './platform/logging/log-lines.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import type { PinoLogger } from './platform/logging/pino-logger.js';
import type { Opened } from './platform/platform.module.js';

const MEBIBYTE = 1_048_576;
const REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** The whole application, ready to listen. `consoleFolder` holds the built console; null serves none. */
export async function buildApp(
  opened: Opened,
  consoleFolder: string | null,
  times: RequestTimes = REQUEST_TIMES,
): Promise<NestFastifyApplication> {
  const { config, logger } = opened;
  const adapter = new FastifyAdapter({
    bodyLimit: MEBIBYTE,
    routerOptions: { maxParamLength: 200 },
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    connectionTimeout: 30_000,
    // For the longest of them: each has a time of its own.
    requestTimeout: times.uploadMs,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      setSecurityHeaders(request, reply, config.isSecure);
      sendProblem(request, reply, new Problem('malformed-request', { detail: 'The address can not be read.' }));
    },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    genReqId: (request: IncomingMessage) => knownRequestId(request.headers['x-request-id']),
    logger: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(opened), adapter, {
    logger: new NestLogger(logger.logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.setGlobalPrefix('api/v1', { exclude: [{ path: 'health/*path', method: RequestMethod.ALL }] });
  const server = adapter.getInstance();
  limitArrival(server, times);
  await prepareServer(server, config, logger, consoleFolder);
  addSignInDoor(server, app.get(HashLane));
  await app.init();
  return app;
}

async function prepareServer(
  server: FastifyInstance,
  config: Config,
  { logger }: PinoLogger,
  consoleFolder: string | null,
): Promise<void> {
  await server.register(fastifyCookie);
  readJsonBodies(server);
  readFormBodies(server);
  await readForms(server);
  addSecurityHeaders(server, config.isSecure);
  addMethodCheck(server);
  server.addHook('onResponse', (request: KnownRequest, reply, done) => {
    const { method, id: requestId, actor, routeOptions } = request;
    const facts = { requestId, actorId: actor?.userId ?? null, method, route: routeOptions.url ?? 'unknown' };
    logger.info(requestLine({ ...facts, status: reply.statusCode, ms: reply.elapsedTime }), 'request');
    done();
  });
  if (consoleFolder !== null) await serveConsole(server, consoleFolder);
}

function knownRequestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
