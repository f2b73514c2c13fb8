import { Controller, Get, Param } from '@nestjs/common';
import type { SignInCheck } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { SignInCheckService } from './sign-in-check.service.js';

@Controller('users/:id/sign-in-check')
export class SignInCheckController {
  constructor(private readonly checks: SignInCheckService) {}

  @Get()
  @RequirePermission('users:read')
  check(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SignInCheck> {
    return this.checks.of(actor, id);
  }
}
