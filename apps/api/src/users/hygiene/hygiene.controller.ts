import { Controller, Get } from '@nestjs/common';
import type { Hygiene } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { HygieneService } from './hygiene.service.js';

@Controller('statistics')
export class HygieneController {
  constructor(private readonly hygiene: HygieneService) {}

  @Get('hygiene')
  @RequirePermission('users:read')
  findings(@CurrentActor() actor: Actor): Promise<Hygiene> {
    return this.hygiene.of(actor);
  }
}
