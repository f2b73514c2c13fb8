import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { EndedAccess, Grant, Page, RenewedSession, Session } from 'wardkeep/contracts';
import { ChangePasswordDto, OwnPasswordDto, SessionsQueryDto, UpdateProfileDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, SignedIn } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { CurrentSession, isByCookie, type SessionRequest } from '../sessions/current-session.js';
import type { LiveSession } from '../sessions/live-session.js';
import { SessionCookie } from '../sessions/session-cookie.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { DeviceCookie } from './lockout/device-cookie.js';
import { MeService } from './me.service.js';
import { NewPasswordService } from './new-password.service.js';
import { StepUpService } from './step-up.service.js';

/** `Me` is answered as text that is JSON already. */
const JSON_TEXT = 'application/json; charset=utf-8';

@Controller('me')
@SignedIn()
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly newPasswords: NewPasswordService,
    private readonly stepUps: StepUpService,
    private readonly sessions: SessionsService,
    private readonly devices: DeviceCookie,
    private readonly cookie: SessionCookie,
  ) {}

  @Get()
  @SignedIn({ beforeEnrolment: true })
  @Header('content-type', JSON_TEXT)
  get(
    @CurrentActor() actor: Actor,
    @CurrentSession() live: LiveSession,
    @Req() request: SessionRequest,
  ): Promise<string> {
    return this.me.get(actor, live, isByCookie(request));
  }

  @Patch()
  @Header('content-type', JSON_TEXT)
  update(
    @CurrentActor() actor: Actor,
    @CurrentSession() live: LiveSession,
    @Req() request: SessionRequest,
    @Body() change: UpdateProfileDto,
  ): Promise<string> {
    return this.me.update(actor, live, isByCookie(request), change);
  }

  @Post('password')
  @SignedIn({ beforeEnrolment: true })
  @HttpCode(200)
  changePassword(
    @CurrentActor() actor: Actor,
    @CurrentSession() live: LiveSession,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
    @Req() request: SessionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RenewedSession> {
    const [device, cookie] = [this.devices.read(request), this.cookie.writerFor(request, reply)];
    return this.newPasswords.own(actor, { live, device, cookie }, currentPassword, newPassword);
  }

  @Post('step-up')
  @HttpCode(200)
  stepUp(
    @CurrentActor() actor: Actor,
    @CurrentSession() live: LiveSession,
    @Body() { password }: OwnPasswordDto,
    @Req() request: SessionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RenewedSession> {
    const [device, cookie] = [this.devices.read(request), this.cookie.writerFor(request, reply)];
    return this.stepUps.prove(actor, { live, device, cookie }, password);
  }

  @Get('permissions')
  permissions(@CurrentSession() live: LiveSession): Page<Grant> {
    const { permissions: items } = live;
    return { items, nextCursor: null, total: { value: items.length, relation: 'exact' } };
  }

  @Get('sessions')
  listSessions(@CurrentActor() actor: Actor, @Query() query: SessionsQueryDto): Promise<Page<Session>> {
    return this.sessions.listOwn(actor, query);
  }

  @Delete('sessions')
  endOtherSessions(@CurrentActor() actor: Actor): Promise<EndedAccess> {
    return this.sessions.endOthers(actor);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  endSession(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.sessions.endOwn(actor, id);
  }
}
