import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInMethods, SignInResult, SignOutResult } from 'wardkeep/contracts';
import { MethodsQueryDto, SignInDto, SignInPasswordDto } from 'wardkeep/contracts/dto';
import type { Actor, Origin } from '../platform/actor.js';
import { CurrentActor, CurrentOrigin, Public, SignedIn } from '../platform/http/access.decorators.js';
import { SessionCookie } from '../sessions/session-cookie.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { DeviceCookie } from './lockout/device-cookie.js';
import { NewPasswordService } from './new-password.service.js';
import { SignInAnswers } from './sign-in-answers.js';
import { SignInMethodsService } from './sign-in-methods.service.js';
import { SignInService } from './sign-in.service.js';
import { SsoSessions } from './sso/sso-sessions.service.js';

@Controller('auth')
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly methods: SignInMethodsService,
    private readonly newPasswords: NewPasswordService,
    private readonly answers: SignInAnswers,
    private readonly sessions: SessionsService,
    private readonly sso: SsoSessions,
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
  ) {}

  @Get('methods')
  @Public()
  offered(@Query() { domain }: MethodsQueryDto): Promise<SignInMethods> {
    return this.methods.of(domain ?? null);
  }

  @Post('sign-in')
  @HttpCode(200)
  @Public()
  async start(
    @Body() input: SignInDto,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInResult> {
    const outcome = await this.signIn.signIn(input, origin, this.devices.read(request));
    return this.answers.of(outcome, origin, reply);
  }

  @Post('sign-in/password')
  @HttpCode(200)
  @Public()
  async changePassword(
    @Body() { challenge, newPassword }: SignInPasswordDto,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInResult> {
    const device = this.devices.read(request);
    return this.answers.of(await this.newPasswords.atSignIn(challenge, newPassword, origin, device), origin, reply);
  }

  @Post('sign-out')
  @HttpCode(204)
  @SignedIn({ beforeEnrolment: true })
  async signOut(
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignOutResult | undefined> {
    const logoutUrl = await this.sso.signOutUrl(actor);
    await this.sessions.endOwn({ ...actor, dryRun: false }, actor.origin.sessionId ?? '', 'signed-out');
    this.cookie.clear(reply);
    if (logoutUrl === null) return undefined;
    void reply.status(200);
    return { logoutUrl };
  }
}
