import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import type { EndedAccess, Page, Session } from 'wardkeep/contracts';
import { SessionsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { SessionsService } from './sessions.service.js';

@Controller()
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get('sessions')
  @RequirePermission('sessions:read')
  list(@CurrentActor() actor: Actor, @Query() query: SessionsQueryDto): Promise<Page<Session>> {
    return this.sessions.list(actor, query);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @RequirePermission('sessions:end')
  end(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.sessions.end(actor, id);
  }

  @Get('users/:id/sessions')
  @RequirePermission('sessions:read')
  listOfUser(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: SessionsQueryDto,
  ): Promise<Page<Session>> {
    return this.sessions.listOfUser(actor, id, query);
  }

  @Delete('users/:id/sessions')
  @RequirePermission('sessions:end')
  endAllOfUser(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<EndedAccess> {
    return this.sessions.endAllOfUser(actor, id);
  }
}
