import {
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Problem } from './problem.js';

/** The version that a change is based on, from `If-Match: "7"`. */
export const BasedOn = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const version = versionSent(context);
  if (version === null) throw new Problem('version-required');
  return version;
});

/** The same where a change may be made whatever others changed meanwhile: null when no version is sent. */
export const BasedOnIfSent = createParamDecorator((_: unknown, context: ExecutionContext): number | null =>
  versionSent(context),
);

function versionSent(context: ExecutionContext): number | null {
  const text = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (text === undefined) return null;
  const [, digits] = /^"(\d{1,9})"$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new Problem('invalid-request', {
      errors: [{ pointer: 'If-Match', code: 'version', detail: 'use the ETag of the record, such as "7"' }],
    });
  }
  return Number(digits);
}

/** A record that carries its version is answered with it as its `ETag`. */
@Injectable()
export class VersionTag implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((answer: unknown) => tagged(answer, reply)));
  }
}

/** The answer, its version set as `ETag`. */
export function tagged(answer: unknown, reply: FastifyReply): unknown {
  if (typeof answer === 'object' && answer !== null && 'version' in answer && typeof answer.version === 'number') {
    void reply.header('etag', `"${answer.version}"`);
  }
  return answer;
}
