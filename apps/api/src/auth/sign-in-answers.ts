import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { NextStep, SignInResult } from 'wardkeep/contracts';
import type { Origin } from '../platform/actor.js';
import { Problem } from '../platform/http/problem.js';
import { authFailureLine } from '../platform/logging/log-lines.js';
import { PinoLogger } from '../platform/logging/pino-logger.js';
import { SessionCookie } from '../sessions/session-cookie.js';
import type { AttemptStep } from './attempts.repository.js';
import { DeviceCookie } from './lockout/device-cookie.js';
import type { Refused, SignInOutcome } from './sign-in-flow.service.js';

/** What a step of signing in answers: one and the same refusal whatever the cause, the cause in the log. */
@Injectable()
export class SignInAnswers {
  private readonly logger: Logger;

  constructor(
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
    { logger }: PinoLogger,
  ) {
    this.logger = logger;
  }

  of(outcome: SignInOutcome, origin: Origin, reply: FastifyReply): SignInResult {
    if (outcome.kind === 'refused') throw this.refusal(outcome, origin);
    if (outcome.kind === 'step') return stepOf(outcome);
    const { started, delivery, user, device } = outcome;
    const { session, token, csrfToken, endsAt } = started;
    const codes = outcome.recoveryCodes ? { recoveryCodes: outcome.recoveryCodes } : {};
    if (delivery === 'bearer') return { status: 'signed_in', accessToken: token, session, user, ...codes };
    this.cookie.write(reply, token, endsAt);
    if (device) this.devices.write(reply, device);
    return { status: 'signed_in', csrfToken, session, user, ...codes };
  }

  /** To be thrown, once; the cause is in the log with it. */
  refusal({ domain, username, reason }: Refused, origin: Origin): Problem {
    const { address, requestId } = origin;
    this.logger.warn(authFailureLine({ domain, user: username, address, reason, requestId }));
    return new Problem('invalid-credentials', {
      detail: 'The username or the password is wrong, or may not be used now.',
    });
  }
}

const STATUS: Readonly<Record<AttemptStep, NextStep['status']>> = {
  'second-factor': 'second_factor_required',
  'change-password': 'password_change_required',
  enrolment: 'second_factor_enrolment_required',
};

function stepOf({
  step,
  challenge,
  expiresAt,
  because,
  passwordPolicy,
  recoveryCodes,
}: Extract<SignInOutcome, { kind: 'step' }>): NextStep {
  return {
    status: STATUS[step],
    challenge,
    expiresAt: expiresAt.toISOString(),
    ...(because && { because }),
    ...(passwordPolicy && { passwordPolicy }),
    ...(recoveryCodes && { recoveryCodes }),
  };
}
