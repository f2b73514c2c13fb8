import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { SsoStartQueryDto } from 'wardkeep/contracts/dto';
import type { Origin } from '../../platform/actor.js';
import { CurrentOrigin, Public } from '../../platform/http/access.decorators.js';
import { TakesForm, type FormBody } from '../../platform/http/form-bodies.js';
import { asked, CurrentVisit, posted, SsoDoor, type Visit } from './sso-door.service.js';
import { SsoSignIn } from './sso-sign-in.service.js';

const MOST_LOGOUT_BYTES = 32_768;

/** The way to identity providers and, for OpenID Connect, back. */
@Controller('auth')
export class SsoController {
  constructor(
    private readonly door: SsoDoor,
    private readonly signIn: SsoSignIn,
  ) {}

  @Get('sso/:providerId/start')
  @Public()
  start(
    @Param('providerId') providerId: string,
    @Query() query: SsoStartQueryDto,
    @CurrentVisit() visit: Visit,
  ): Promise<string | undefined> {
    return this.door.leave(providerId, query, visit);
  }

  @Get('oidc/:providerId/callback')
  @Public()
  callback(@Param('providerId') providerId: string, @CurrentVisit() visit: Visit): Promise<void> {
    const answer = asked(visit.request);
    return this.door.comeBack({ protocol: 'oidc', providerId, state: answer.query['state'] ?? null, answer }, visit);
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
    const answer = posted(form);
    return this.signIn.loggedOut(providerId, answer && (answer.body['logout_token'] ?? ''), origin);
  }
}
