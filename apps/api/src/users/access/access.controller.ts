import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { AccessPreview, Page, PermissionHolder, UserAccess } from 'wardkeep/contracts';
import { PermissionHoldersQueryDto, PreviewAccessDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { AccessService } from './access.service.js';

@Controller()
export class AccessController {
  constructor(private readonly access: AccessService) {}

  @Get('users/:id/access')
  @RequirePermission('users:read')
  explain(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<UserAccess> {
    return this.access.explain(actor, id);
  }

  @Post('users/:id/access/preview')
  @HttpCode(200)
  @RequirePermission('users:read')
  preview(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { roleId }: PreviewAccessDto,
  ): Promise<AccessPreview> {
    return this.access.preview(actor, id, roleId);
  }

  @Get('permissions/:permission/holders')
  @RequirePermission('users:read')
  holders(
    @CurrentActor() actor: Actor,
    @Param('permission') permission: string,
    @Query() query: PermissionHoldersQueryDto,
  ): Promise<Page<PermissionHolder>> {
    return this.access.listHolders(actor, permission, query);
  }
}
