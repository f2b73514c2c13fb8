import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import type { PasswordPolicyReport, Settings, SettingsPreview } from 'wardkeep/contracts';
import { PasswordSettingsDto, UpdateSettingsDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { BasedOnIfSent } from '../platform/http/version.js';
import { SettingsAdministration } from './settings-administration.service.js';

/** What a Domain chooses for itself, stricter than the system. */
@Controller('domains')
export class DomainSettingsController {
  constructor(private readonly settings: SettingsAdministration) {}

  @Get(':id/settings')
  @RequirePermission('settings:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Settings> {
    return this.settings.ofDomain(actor, id);
  }

  @Patch(':id/settings')
  @RequirePermission('settings:update')
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOnIfSent() version: number | null,
    @Body() change: UpdateSettingsDto,
  ): Promise<Settings> {
    return this.settings.updateOfDomain(actor, id, version, change);
  }

  @Post(':id/settings/preview')
  @HttpCode(200)
  @RequirePermission('settings:update')
  preview(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() change: UpdateSettingsDto,
  ): Promise<SettingsPreview> {
    return this.settings.previewOfDomain(actor, id, change);
  }

  @Get(':id/password-policy')
  @RequirePermission('settings:read')
  passwordPolicy(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<PasswordPolicyReport> {
    return this.settings.passwordPolicy(actor, id);
  }

  @Put(':id/password-policy')
  @RequirePermission('settings:update')
  setPasswordPolicy(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOnIfSent() version: number | null,
    @Body() policy: PasswordSettingsDto,
  ): Promise<PasswordPolicyReport> {
    return this.settings.setPasswordPolicy(actor, id, version, policy);
  }
}
