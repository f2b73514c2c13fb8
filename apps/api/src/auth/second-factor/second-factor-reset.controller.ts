import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { DisabledUser } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { SecondFactorReset } from './second-factor-reset.service.js';

@Controller('users/:id/totp')
export class SecondFactorResetController {
  constructor(private readonly second: SecondFactorReset) {}

  @Post('reset')
  @HttpCode(200)
  @RequirePermission('users:reset-two-factor')
  reset(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DisabledUser> {
    return this.second.reset(actor, id);
  }
}
