import { Body, Controller, Get, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  PERMISSIONS,
  type OfferedRoleTemplate,
  type Page,
  type PermissionEntry,
  type Role,
  type RoleDetail,
} from 'wardkeep/contracts';
import { CreateRoleDto, UpdateRoleDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission, SignedIn } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { BasedOn } from '../platform/http/version.js';
import { RoleAdministration } from './role-administration.service.js';
import { RolesService } from './roles.service.js';

@Controller()
export class RolesController {
  constructor(
    private readonly roles: RolesService,
    private readonly administration: RoleAdministration,
  ) {}

  @Get('permissions')
  @SignedIn()
  catalogue(): Page<PermissionEntry> {
    return { items: PERMISSIONS, nextCursor: null, total: { value: PERMISSIONS.length, relation: 'exact' } };
  }

  @Get('roles')
  @RequirePermission('roles:read')
  list(@CurrentActor() actor: Actor): Promise<Page<Role>> {
    return this.roles.list(actor);
  }

  @Post('roles')
  @RequirePermission('roles:create')
  async create(
    @CurrentActor() actor: Actor,
    @Body() input: CreateRoleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDetail> {
    const role = await this.administration.create(actor, input);
    void reply.header('location', `/api/v1/roles/${role.id}`);
    return role;
  }

  @Get('roles/templates')
  @RequirePermission('roles:read')
  templates(@CurrentActor() actor: Actor): Promise<Page<OfferedRoleTemplate>> {
    return this.roles.templates(actor);
  }

  @Get('roles/:id')
  @RequirePermission('roles:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<RoleDetail> {
    return this.roles.get(actor, id);
  }

  @Patch('roles/:id')
  @RequirePermission('roles:update')
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Body() change: UpdateRoleDto,
  ): Promise<RoleDetail> {
    return this.administration.update(actor, id, version, change);
  }
}
