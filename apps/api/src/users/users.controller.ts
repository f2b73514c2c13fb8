import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type {
  AuditEvent,
  CreatedUser,
  DisabledUser,
  EndedAccess,
  Page,
  User,
  UserDetail,
  UserVersion,
  UserVersionDetail,
} from 'wardkeep/contracts';
import {
  AuditQueryDto,
  CreateUserDto,
  DeleteUserQueryDto,
  HistoryQueryDto,
  UpdateUserDto,
  UsersQueryDto,
} from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe, NumberPipe } from '../platform/http/validation.js';
import { BasedOn, BasedOnIfSent } from '../platform/http/version.js';
import { UserCreationService } from './user-creation.service.js';
import { UserEventsService } from './user-events.service.js';
import { UsersService } from './users.service.js';

@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly creation: UserCreationService,
    private readonly events: UserEventsService,
  ) {}

  @Get()
  @RequirePermission('users:read')
  list(@CurrentActor() actor: Actor, @Query() query: UsersQueryDto): Promise<Page<User>> {
    return this.users.list(actor, query);
  }

  @Post()
  @RequirePermission('users:create')
  async create(
    @CurrentActor() actor: Actor,
    @Body() input: CreateUserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedUser> {
    const user = await this.creation.create(actor, input);
    void reply.header('location', `/api/v1/users/${user.id}`);
    return user;
  }

  @Get(':id')
  @RequirePermission('users:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<UserDetail> {
    return this.users.get(actor, id);
  }

  @Patch(':id')
  @RequirePermission('users:update')
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Body() change: UpdateUserDto,
  ): Promise<UserDetail> {
    return this.users.update(actor, id, version, change);
  }

  @Delete(':id')
  @RequirePermission('users:delete')
  remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Query() { confirm }: DeleteUserQueryDto,
  ): Promise<EndedAccess> {
    return this.users.remove(actor, id, version, confirm);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission('users:enable')
  enable(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<UserDetail> {
    return this.users.enable(actor, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission('users:enable')
  disable(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DisabledUser> {
    return this.users.disable(actor, id);
  }

  @Get(':id/versions')
  @RequirePermission('users:read')
  versions(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: HistoryQueryDto,
  ): Promise<Page<UserVersion>> {
    return this.users.versions(actor, id, query);
  }

  @Get(':id/versions/:n')
  @RequirePermission('users:read')
  version(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('n', NumberPipe) version: number,
  ): Promise<UserVersionDetail> {
    return this.users.version(actor, id, version);
  }

  @Post(':id/versions/:n/restore')
  @HttpCode(200)
  @RequirePermission('users:update')
  restore(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('n', NumberPipe) earlier: number,
    @BasedOnIfSent() version: number | null,
  ): Promise<UserDetail> {
    return this.users.restore(actor, id, version, earlier);
  }

  @Get(':id/audit-events')
  @RequirePermission('audit:read')
  auditEvents(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: AuditQueryDto,
  ): Promise<Page<AuditEvent>> {
    return this.events.list(actor, id, query);
  }
}
