import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../platform/actor.js';
import { hashOfToken } from '../../platform/crypto/tokens.js';
import { CurrentOrigin, Public } from '../../platform/http/access.decorators.js';
import { TakesForm, type FormBody } from '../../platform/http/form-bodies.js';
import { Problem } from '../../platform/http/problem.js';
import { SamlDescriptions } from '../../providers/saml/saml-descriptions.service.js';
import type { SsoAnswer } from '../methods/sso-method.js';
import { SamlLogout } from './saml-logout.service.js';
import { asked, CurrentVisit, posted, SsoDoor, type Visit } from './sso-door.service.js';
import { SsoSignIn } from './sso-sign-in.service.js';

/** A message of 256 KB in base64, encoded once more as a form. */
const MOST_FORM_BYTES = 480_000;

/** Where SAML identity providers send browsers, and what they have to know of us. */
@Controller('auth/saml/:providerId')
export class SamlController {
  constructor(
    private readonly door: SsoDoor,
    private readonly signIn: SsoSignIn,
    private readonly logout: SamlLogout,
    private readonly descriptions: SamlDescriptions,
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
  consume(
    @Param('providerId') providerId: string,
    @Body() form: FormBody | undefined,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    const answer = posted(form);
    if (!answer) return this.door.refuseOversized(providerId, visit);
    const { RelayState: relayState = '' } = answer.body;
    // What a provider that comes by itself puts there is not ours, and leads nowhere.
    const state = hashOfToken('state', relayState) ? relayState : null;
    return this.door.comeBack({ protocol: 'saml', providerId, state, answer }, visit);
  }

  @Get('slo')
  @Public({ fromAnySite: true })
  redirectedLogout(@Param('providerId') providerId: string, @CurrentVisit() visit: Visit): Promise<void> {
    return this.signedOut(providerId, asked(visit.request), visit);
  }

  @Post('slo')
  @HttpCode(303)
  @Public({ fromAnySite: true })
  @TakesForm(MOST_FORM_BYTES)
  postedLogout(
    @Param('providerId') providerId: string,
    @Body() form: FormBody | undefined,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    return this.signedOut(providerId, posted(form), visit);
  }

  private async signedOut(providerId: string, answer: SsoAnswer | null, { origin, reply }: Visit): Promise<void> {
    const where = await this.signIn.atLogout(providerId, 'saml', origin);
    void reply.status(303).header('location', await this.logout.take(where, answer));
  }
}
