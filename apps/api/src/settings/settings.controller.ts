import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import type { Settings, SettingsPreview } from 'wardkeep/contracts';
import { UpdateSettingsDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { BasedOnIfSent } from '../platform/http/version.js';
import { SettingsAdministration } from './settings-administration.service.js';

/** What holds for the whole system. */
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsAdministration) {}

  @Get()
  @RequirePermission('settings:read')
  get(): Promise<Settings> {
    return this.settings.get();
  }

  @Patch()
  @RequirePermission('settings:update', 'all')
  update(
    @CurrentActor() actor: Actor,
    @BasedOnIfSent() version: number | null,
    @Body() change: UpdateSettingsDto,
  ): Promise<Settings> {
    return this.settings.update(actor, version, change);
  }

  @Post('preview')
  @HttpCode(200)
  @RequirePermission('settings:update', 'all')
  preview(@Body() change: UpdateSettingsDto): Promise<SettingsPreview> {
    return this.settings.preview(change);
  }
}
