import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ProblemCode } from 'wardkeep/contracts';
import { DryRunDone } from '../database/dry-run.js';
import { StoredAnswer } from '../database/once.js';
import { toProblem } from '../database/pg-errors.js';
import { PinoLogger } from '../logging/pino-logger.js';
import { Problem } from './problem.js';
import { tagged } from './version.js';

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed-request',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  414: 'malformed-request',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'malformed-request',
  503: 'shutting-down',
};

/** Every error as `application/problem+json`; what nobody foresaw is logged and answered without its details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger: Logger;

  constructor({ logger }: PinoLogger) {
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof DryRunDone) return void reply.status(200).send(error.answer);
    if (error instanceof StoredAnswer) return sendAgain(http.getRequest<FastifyRequest>(), reply, error.answer);
    sendProblem(http.getRequest<FastifyRequest>(), reply, this.toProblem(error, http.getRequest<FastifyRequest>()));
  }

  /** For what fails before Nest sees the request, such as a body that is no JSON. */
  toProblem(error: unknown, request: FastifyRequest): Problem {
    const known = error instanceof Problem ? error : toProblem(error);
    if (known instanceof Problem) return known;
    const code = BY_STATUS[statusOf(error)];
    if (code) return new Problem(code, detailsOf(code, error));
    this.logger.error({ err: error, requestId: request.id }, 'unexpected error');
    return new Problem('internal-error');
  }
}

function detailsOf(code: ProblemCode, error: unknown): ConstructorParameters<typeof Problem>[1] {
  if (code === 'shutting-down') return { retryAfterSeconds: 1 };
  const isJsonError = error instanceof SyntaxError || /JSON/.test(error instanceof Error ? error.message : '');
  return code === 'malformed-request' && isJsonError ? { detail: 'The body is no valid JSON.' } : {};
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}

/** With the status and headers of the first time: Nest has set the status of the route already. */
function sendAgain(request: FastifyRequest, reply: FastifyReply, answer: unknown): void {
  const { id } = (answer ?? {}) as { id?: unknown };
  if (reply.statusCode === 201 && typeof id === 'string') {
    void reply.header('location', `${request.url.split('?')[0] ?? ''}/${id}`);
  }
  void reply.header('idempotency-replayed', 'true').send(tagged(answer, reply));
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const { retryAfterSeconds } = problem.details;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  // The rest of it may still be on its way, and is not waited for.
  if (problem.code === 'body-too-large') void reply.header('connection', 'close');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(problem.toBody(request.id)));
}
