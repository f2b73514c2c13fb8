import { Controller, Get, Param, Query } from '@nestjs/common';
import type { UserAsOf } from 'wardkeep/contracts';
import { AsOfQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { UserAsOfService } from './user-as-of.service.js';

@Controller('users/:id/as-of')
export class UserAsOfController {
  constructor(private readonly service: UserAsOfService) {}

  @Get()
  @RequirePermission('users:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Query() { at }: AsOfQueryDto): Promise<UserAsOf> {
    return this.service.get(actor, id, at);
  }
}
