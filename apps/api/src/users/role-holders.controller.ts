import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Page, User } from 'wardkeep/contracts';
import { UsersQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { UsersService } from './users.service.js';

/** The users of a role: users know roles, never the other way round. */
@Controller('roles/:id/users')
export class RoleHoldersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @RequirePermission('users:read')
  list(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: UsersQueryDto,
  ): Promise<Page<User>> {
    return this.users.listHolders(actor, id, query);
  }
}
