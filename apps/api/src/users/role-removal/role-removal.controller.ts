import { Controller, Delete, Param, Query } from '@nestjs/common';
import type { DeletedRole } from 'wardkeep/contracts';
import { DeleteRoleQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { BasedOn } from '../../platform/http/version.js';
import { RoleRemovalService } from './role-removal.service.js';

/** A role goes together with what its holders get instead: users know roles, never the other way round. */
@Controller('roles')
export class RoleRemovalController {
  constructor(private readonly removal: RoleRemovalService) {}

  @Delete(':id')
  @RequirePermission('roles:delete')
  remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Query() { moveTo }: DeleteRoleQueryDto,
  ): Promise<DeletedRole> {
    return this.removal.remove(actor, id, version, moveTo);
  }
}
