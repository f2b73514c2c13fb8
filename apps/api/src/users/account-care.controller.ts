import { Body, Controller, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { EndedAccess, TemporaryPassword, UserDetail } from 'wardkeep/contracts';
import { RequirePasswordChangeDto, ResetUserPasswordDto, SetPasswordDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { AccountCareService } from './account-care.service.js';
import { PasswordResets } from './password-resets.service.js';

@Controller('users/:id')
export class AccountCareController {
  constructor(
    private readonly care: AccountCareService,
    private readonly resets: PasswordResets,
  ) {}

  @Post('unlock')
  @HttpCode(200)
  @RequirePermission('users:unlock')
  unlock(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<UserDetail> {
    return this.care.unlock(actor, id);
  }

  @Put('password')
  @RequirePermission('users:reset-password')
  setPassword(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { newPassword }: SetPasswordDto,
  ): Promise<EndedAccess> {
    return this.resets.set(actor, id, newPassword);
  }

  /** 202 for a link, which is mailed later; 200 for a password, which is told at once. */
  @Post('password-reset')
  @RequirePermission('users:reset-password')
  async resetPassword(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { method }: ResetUserPasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemporaryPassword | void> {
    void reply.status(method === 'email' ? 202 : 200);
    return method === 'email' ? this.resets.mail(actor, id) : this.resets.temporary(actor, id);
  }

  @Post('invitation')
  @HttpCode(202)
  @RequirePermission('users:reset-password')
  invite(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.resets.invite(actor, id);
  }

  @Post('require-password-change')
  @HttpCode(200)
  @RequirePermission('users:reset-password')
  requirePasswordChange(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { compromised = false }: RequirePasswordChangeDto,
  ): Promise<UserDetail> {
    return this.care.requirePasswordChange(actor, id, compromised);
  }
}
