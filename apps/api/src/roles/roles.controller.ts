import { Controller, Get, Param } from '@nestjs/common';
import { PERMISSIONS, type Page, type PermissionEntry, type Role } from 'wardkeep/contracts';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission, SignedIn } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { RolesService } from './roles.service.js';

@Controller()
export class RolesController {
  constructor(private readonly roles: RolesService) {}

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

  @Get('roles/:id')
  @RequirePermission('roles:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Role> {
    return this.roles.get(actor, id);
  }
}
