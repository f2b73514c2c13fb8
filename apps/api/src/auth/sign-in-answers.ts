import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { SignInResult } from 'wardkeep/contracts';
import type { Origin } from '../platform/actor.js';
import { Problem } from '../platform/http/problem.js';
import { authFailureLine } from '../platform/logging/log-lines.js';
import { PinoLogger } from '../platform/logging/pino-logger.js';
import { SessionCookie } from '../sessions/session-cookie.js';
import type { SignInOutcome } from './sign-in.service.js';

/** What a step of signing in answers: one and the same refusal whatever the cause, the cause in the log. */
@Injectable()
export class SignInAnswers {
  private readonly logger: Logger;

  constructor(
    private readonly cookie: SessionCookie,
    { logger }: PinoLogger,
  ) {
    this.logger = logger;
  }

  of(outcome: SignInOutcome, username: string, origin: Origin, reply: FastifyReply): SignInResult {
    if (outcome.kind === 'refused') throw this.refusal(outcome, username, origin);
    if (outcome.kind === 'change-password') {
      const { challenge, expiresAt } = outcome;
      return { status: 'password_change_required', challenge, expiresAt: expiresAt.toISOString() };
    }
    const { started, delivery, user } = outcome;
    const { session, token, csrfToken, endsAt } = started;
    if (delivery === 'bearer') return { status: 'signed_in', accessToken: token, session, user };
    this.cookie.write(reply, token, endsAt);
    return { status: 'signed_in', csrfToken, session, user };
  }

  private refusal(outcome: Extract<SignInOutcome, { kind: 'refused' }>, user: string, origin: Origin): Problem {
    const { domain, reason } = outcome;
    this.logger.warn(authFailureLine({ domain, user, address: origin.address, reason, requestId: origin.requestId }));
    return new Problem('invalid-credentials', {
      detail: 'The username or the password is wrong, or may not be used now.',
    });
  }
}
