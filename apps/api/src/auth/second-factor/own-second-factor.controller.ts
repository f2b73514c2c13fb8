import { Body, Controller, Delete, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Enrolment, RecoveryCodes, SecondFactorState } from 'wardkeep/contracts';
import { ConfirmOwnEnrolmentDto, OwnPasswordDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, SignedIn } from '../../platform/http/access.decorators.js';
import { DeviceCookie } from '../lockout/device-cookie.js';
import { OwnSecondFactor } from './own-second-factor.service.js';

@Controller('me')
@SignedIn()
export class OwnSecondFactorController {
  constructor(
    private readonly own: OwnSecondFactor,
    private readonly devices: DeviceCookie,
  ) {}

  @Get('totp')
  @SignedIn({ beforeEnrolment: true })
  state(@CurrentActor() actor: Actor): Promise<SecondFactorState> {
    return this.own.state(actor);
  }

  @Post('totp')
  @HttpCode(200)
  @SignedIn({ beforeEnrolment: true })
  begin(@CurrentActor() actor: Actor): Promise<Enrolment> {
    return this.own.begin(actor);
  }

  @Post('totp/confirm')
  @HttpCode(200)
  @SignedIn({ beforeEnrolment: true })
  confirm(
    @CurrentActor() actor: Actor,
    @Body() { code }: ConfirmOwnEnrolmentDto,
    @Req() request: FastifyRequest,
  ): Promise<RecoveryCodes> {
    return this.own.confirm(actor, code, this.devices.read(request));
  }

  @Delete('totp')
  @HttpCode(204)
  remove(
    @CurrentActor() actor: Actor,
    @Body() { password }: OwnPasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.own.remove(actor, password, this.devices.read(request));
  }

  @Post('recovery-codes')
  @HttpCode(200)
  renewCodes(
    @CurrentActor() actor: Actor,
    @Body() { password }: OwnPasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<RecoveryCodes> {
    return this.own.renewCodes(actor, password, this.devices.read(request));
  }
}
