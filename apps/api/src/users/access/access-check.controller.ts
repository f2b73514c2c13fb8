import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { AccessAnswer, AccessAnswers } from 'wardkeep/contracts';
import type { AccessCheckDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { AccessCheckPipe } from './access-check.pipe.js';
import { AccessCheckService } from './access-check.service.js';

@Controller('access')
export class AccessCheckController {
  constructor(private readonly access: AccessCheckService) {}

  @Post('check')
  @HttpCode(200)
  @RequirePermission('access:check')
  check(
    @CurrentActor() actor: Actor,
    @Body(AccessCheckPipe) input: AccessCheckDto,
  ): Promise<AccessAnswer | AccessAnswers> {
    return this.access.check(actor, input);
  }
}
