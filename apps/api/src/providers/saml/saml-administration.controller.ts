import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { SamlUpkeep } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { SamlAdministration } from './saml-administration.service.js';

@Controller('providers/:id/saml')
export class SamlAdministrationController {
  constructor(private readonly administration: SamlAdministration) {}

  @Get()
  @RequirePermission('providers:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SamlUpkeep> {
    return this.administration.of(actor, id);
  }

  @Post('keys')
  @HttpCode(200)
  @RequirePermission('providers:update')
  beginRollover(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SamlUpkeep> {
    return this.administration.beginRollover(actor, id);
  }

  @Post('keys/finish')
  @HttpCode(200)
  @RequirePermission('providers:update')
  finishRollover(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SamlUpkeep> {
    return this.administration.finishRollover(actor, id);
  }

  @Delete('keys')
  @RequirePermission('providers:update')
  cancelRollover(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SamlUpkeep> {
    return this.administration.cancelRollover(actor, id);
  }

  @Post('metadata/read')
  @HttpCode(200)
  @RequirePermission('providers:operate')
  readMetadata(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SamlUpkeep> {
    return this.administration.readMetadata(actor, id);
  }

  @Post('metadata/adopt')
  @HttpCode(200)
  @RequirePermission('providers:update')
  adoptMetadata(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SamlUpkeep> {
    return this.administration.adoptMetadata(actor, id);
  }
}
