import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SsoStartQueryDto } from 'wardkeep/contracts/dto';
import type { Origin } from '../../platform/actor.js';
import { originFor } from '../../platform/http/access.decorators.js';
import { formText, OversizedForm, type FormBody } from '../../platform/http/form-bodies.js';
import { refuseUnlessOpened } from '../../platform/http/origin-check.js';
import { DeviceCookie } from '../lockout/device-cookie.js';
import type { SsoAnswer } from '../methods/sso-method.js';
import { SsoAnswers } from './sso-answers.js';
import { SsoCookie } from './sso-cookie.js';
import type { SsoReturn } from './sso-outcome.js';
import { SsoSignIn } from './sso-sign-in.service.js';

/** A browser that stands at the door: from where, with what, and how it is answered. */
export type Visit = { readonly origin: Origin; readonly request: FastifyRequest; readonly reply: FastifyReply };

export const CurrentVisit = createParamDecorator((_: unknown, context: ExecutionContext): Visit => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  return { origin: originFor(request), request, reply: http.getResponse<FastifyReply>() };
});

/** Where browsers leave for an identity provider and come back, whichever protocol it speaks. */
@Injectable()
export class SsoDoor {
  constructor(
    private readonly signIn: SsoSignIn,
    private readonly answers: SsoAnswers,
    private readonly browsers: SsoCookie,
    private readonly devices: DeviceCookie,
  ) {}

  async leave(providerId: string, { returnTo, test }: SsoStartQueryDto, visit: Visit): Promise<string | undefined> {
    const { origin, request, reply } = visit;
    refuseUnlessOpened(request);
    const browserFor = (protocol: 'saml' | 'oidc') => this.browsers.read(request, protocol);
    const outcome = await this.signIn.begin({ providerId, returnTo, test, browserFor }, origin);
    return this.answers.of(outcome, origin, request, reply);
  }

  async comeBack(returned: Omit<SsoReturn, 'browser'>, { origin, request, reply }: Visit): Promise<void> {
    const browser = this.browsers.read(request, returned.protocol);
    const outcome = await this.signIn.finish({ ...returned, browser }, origin, this.devices.read(request));
    this.answers.of(outcome, origin, request, reply);
  }

  async refuseOversized(providerId: string, { origin, request, reply }: Visit): Promise<void> {
    this.answers.of(await this.signIn.refuseOversized(providerId, origin), origin, request, reply);
  }
}

export function asked(request: FastifyRequest): SsoAnswer {
  const raw = request.url.split('?').slice(1).join('?');
  return { method: 'GET', query: formText(request.query as FormBody), body: {}, raw };
}

/** Null where more was sent than the route takes. */
export function posted(form: FormBody | OversizedForm | undefined): SsoAnswer | null {
  if (form instanceof OversizedForm) return null;
  return { method: 'POST', query: {}, body: formText(form ?? {}), raw: '' };
}
