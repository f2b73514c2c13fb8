import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { RoleAdministration } from './role-administration.service.js';
import { RoleHolders } from './role-holders.repository.js';
import { RolesController } from './roles.controller.js';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';

@Module({
  imports: [SettingsModule],
  controllers: [RolesController],
  providers: [RoleAdministration, RoleHolders, RolesService, RolesRepository],
  exports: [RoleAdministration, RolesService],
})
export class RolesModule {}
