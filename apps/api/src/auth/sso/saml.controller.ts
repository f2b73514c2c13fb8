import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../platform/actor.js';
import { hashOfToken } from '../../platform/crypto/tokens.js';
import { CurrentOrigin, Public } from '../../platform/http/access.decorators.js';
import { formText, TakesForm, type FormBody } from '../../platform/http/form-bodies.js';
import { Problem } from '../../platform/http/problem.js';
import { SamlDescriptions } from '../../providers/saml/saml-descriptions.service.js';
import { DeviceCookie } from '../lockout/device-cookie.js';
import type { SsoAnswer } from '../methods/sso-method.js';
import { SamlLogout } from './saml-logout.service.js';
import { SsoAnswers } from './sso-answers.js';
import { SsoCookie } from './sso-cookie.js';
import { SsoSignIn } from './sso-sign-in.service.js';

/** A message of 256 KB in base64, encoded once more as a form. */
const MOST_FORM_BYTES = 480_000;

/** Where SAML identity providers send browsers, and what they have to know of us. */
@Controller('auth/saml/:providerId')
export class SamlController {
  constructor(
    private readonly signIn: SsoSignIn,
    private readonly logout: SamlLogout,
    private readonly descriptions: SamlDescriptions,
    private readonly answers: SsoAnswers,
    private readonly browsers: SsoCookie,
    private readonly devices: DeviceCookie,
  ) {}

  @Get('metadata')
  @Public()
  async metadata(
    @Param('providerId') providerId: string,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const where = await this.signIn.whereIs(providerId, origin);
    if (where?.provider.kind !== 'saml') throw new Problem('provider-not-found');
    void reply.header('content-type', 'application/samlmetadata+xml; charset=utf-8');
    return this.descriptions.ofUs(where.provider);
  }

  @Post('acs')
  @HttpCode(303)
  @Public({ fromAnySite: true })
  @TakesForm(MOST_FORM_BYTES)
  async consume(
    @Param('providerId') providerId: string,
    @Body() form: FormBody | undefined,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const answer = posted(form);
    const { RelayState: relayState = '' } = answer.body;
    // What a provider that comes by itself puts there is not ours, and leads nowhere.
    const state = hashOfToken('state', relayState) ? relayState : null;
    const browser = this.browsers.read(request, 'saml');
    const returned = { protocol: 'saml', providerId, state, answer, browser } as const;
    const outcome = await this.signIn.finish(returned, origin, this.devices.read(request));
    this.answers.of(outcome, origin, request, reply);
  }

  @Get('slo')
  @Public({ fromAnySite: true })
  redirectedLogout(
    @Param('providerId') providerId: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const raw = request.url.split('?').slice(1).join('?');
    return this.signedOut(providerId, { method: 'GET', query: formText(query), body: {}, raw }, origin, reply);
  }

  @Post('slo')
  @HttpCode(303)
  @Public({ fromAnySite: true })
  @TakesForm(MOST_FORM_BYTES)
  postedLogout(
    @Param('providerId') providerId: string,
    @Body() form: FormBody | undefined,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.signedOut(providerId, posted(form), origin, reply);
  }

  private async signedOut(providerId: string, answer: SsoAnswer, origin: Origin, reply: FastifyReply): Promise<void> {
    const where = await this.signIn.whereIs(providerId, origin);
    if (where?.provider.kind !== 'saml') throw new Problem('provider-not-found');
    void reply.status(303).header('location', await this.logout.take(where, answer));
  }
}

function posted(form: FormBody | undefined): SsoAnswer {
  return { method: 'POST', query: {}, body: formText(form ?? {}), raw: '' };
}
