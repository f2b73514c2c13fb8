import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Origin } from '../../platform/actor.js';
import { Problem } from '../../platform/http/problem.js';
import { authFailureLine } from '../../platform/logging/log-lines.js';
import { PinoLogger } from '../../platform/logging/pino-logger.js';
import { SessionCookie } from '../../sessions/session-cookie.js';
import { DeviceCookie } from '../lockout/device-cookie.js';
import { formPage } from './form-page.js';
import { SsoCookie } from './sso-cookie.js';
import type { SsoOutcome, SsoRefusedOutcome } from './sso-outcome.js';

const RETRY_AFTER_SECONDS = 30;

/** Browsers are sent on, to where they wanted to go or back to the sign-in page; whoever asks otherwise gets a problem. */
@Injectable()
export class SsoAnswers {
  private readonly logger: Logger;

  constructor(
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
    private readonly browsers: SsoCookie,
    { logger }: PinoLogger,
  ) {
    this.logger = logger;
  }

  /** @returns the page that is shown; none: the browser is sent on. */
  of(outcome: SsoOutcome, origin: Origin, request: FastifyRequest, reply: FastifyReply): string | undefined {
    if (outcome.kind === 'refused') return this.refuse(outcome, origin, request, reply);
    if (outcome.kind === 'redirect' || outcome.kind === 'post') {
      this.browsers.write(reply, outcome.protocol, outcome.browser);
      if (outcome.kind === 'post') return formPage(reply, outcome.url, outcome.fields);
      return sendOn(reply, outcome.url);
    }
    if (outcome.kind === 'signed-in') {
      const { started, device } = outcome.signedIn;
      this.cookie.write(reply, started.token, started.endsAt);
      if (device) this.devices.write(reply, device);
    }
    return sendOn(reply, outcome.returnTo);
  }

  private refuse(refused: SsoRefusedOutcome, origin: Origin, request: FastifyRequest, reply: FastifyReply): undefined {
    const { code, reference, domain, reason, username } = refused;
    const { address, requestId } = origin;
    if (reason !== null && code !== 'provider-unavailable') {
      this.logger.warn(authFailureLine({ domain: domain ?? '', user: username, address, reason, requestId }));
    }
    if (code === 'body-too-large') void reply.header('connection', 'close');
    if (isBrowser(request)) return sendOn(reply, signInPage(refused));
    const retry = code === 'provider-unavailable' ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {};
    throw new Problem(code, { ...retry, ...(reference !== null && { detail: `Reference ${reference}` }) });
  }
}

const SHOWN = {
  'sso-refused': 'refused',
  'sso-state-invalid': 'expired',
  'provider-unavailable': 'unavailable',
  'provider-not-found': 'refused',
  'body-too-large': 'refused',
} as const satisfies Record<SsoRefusedOutcome['code'], string>;

function signInPage({ code, reference, domain, returnTo }: SsoRefusedOutcome): string {
  const told = new URLSearchParams({ sso: SHOWN[code] });
  if (reference !== null) told.set('reference', reference);
  if (domain !== null) told.set('domain', domain);
  if (returnTo !== '/') told.set('returnTo', returnTo);
  return `/sign-in?${told.toString()}`;
}

function isBrowser({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html');
}

function sendOn(reply: FastifyReply, url: string): undefined {
  void reply.status(303).header('location', url);
  return undefined;
}
