import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { Page, UserView } from 'wardkeep/contracts';
import { CreateUserViewDto, UpdateUserViewDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { BasedOn } from '../../platform/http/version.js';
import { UserViewsService } from './user-views.service.js';

@Controller('users/views')
export class UserViewsController {
  constructor(private readonly views: UserViewsService) {}

  @Get()
  @RequirePermission('users:read')
  list(@CurrentActor() actor: Actor): Promise<Page<UserView>> {
    return this.views.list(actor);
  }

  @Post()
  @RequirePermission('users:read')
  create(@CurrentActor() actor: Actor, @Body() input: CreateUserViewDto): Promise<UserView> {
    return this.views.create(actor, input);
  }

  @Patch(':id')
  @RequirePermission('users:read')
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Body() change: UpdateUserViewDto,
  ): Promise<UserView> {
    return this.views.update(actor, id, version, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('users:read')
  remove(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @BasedOn() version: number): Promise<void> {
    return this.views.remove(actor, id, version);
  }
}
