import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SsoStartQueryDto } from 'wardkeep/contracts/dto';
import type { Origin } from '../../platform/actor.js';
import { CurrentOrigin, Public } from '../../platform/http/access.decorators.js';
import { TakesForm, formText, type FormBody } from '../../platform/http/form-bodies.js';
import { DeviceCookie } from '../lockout/device-cookie.js';
import { SsoAnswers } from './sso-answers.js';
import { SsoCookie } from './sso-cookie.js';
import { SsoSignIn } from './sso-sign-in.service.js';

const MOST_LOGOUT_BYTES = 32_768;

/** The way to identity providers and, for OpenID Connect, back. */
@Controller('auth')
export class SsoController {
  constructor(
    private readonly signIn: SsoSignIn,
    private readonly answers: SsoAnswers,
    private readonly browsers: SsoCookie,
    private readonly devices: DeviceCookie,
  ) {}

  @Get('sso/:providerId/start')
  @Public()
  async start(
    @Param('providerId') providerId: string,
    @Query() { returnTo, test }: SsoStartQueryDto,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const browserFor = (protocol: 'saml' | 'oidc') => this.browsers.read(request, protocol);
    const outcome = await this.signIn.begin({ providerId, returnTo, test, browserFor }, origin);
    this.answers.of(outcome, origin, request, reply);
  }

  @Get('oidc/:providerId/callback')
  @Public()
  async callback(
    @Param('providerId') providerId: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const raw = request.url.split('?').slice(1).join('?');
    const answer = { method: 'GET', query: formText(query), body: {}, raw } as const;
    const { state } = query;
    const outcome = await this.signIn.finish(
      {
        protocol: 'oidc',
        providerId,
        state: typeof state === 'string' ? state : null,
        answer,
        browser: this.browsers.read(request, 'oidc'),
      },
      origin,
      this.devices.read(request),
    );
    this.answers.of(outcome, origin, request, reply);
  }

  @Post('oidc/:providerId/back-channel-logout')
  @HttpCode(200)
  @Public({ fromAnySite: true })
  @TakesForm(MOST_LOGOUT_BYTES)
  backChannelLogout(
    @Param('providerId') providerId: string,
    @Body() form: FormBody | undefined,
    @CurrentOrigin() origin: Origin,
  ): Promise<void> {
    return this.signIn.loggedOut(providerId, formText(form ?? {})['logout_token'] ?? '', origin);
  }
}
