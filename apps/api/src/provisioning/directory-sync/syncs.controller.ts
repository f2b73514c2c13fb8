import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Page, SyncChange, SyncRun, SyncStarted } from 'wardkeep/contracts';
import { StartSyncDto, SyncChangesQueryDto, SyncsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { SyncsService } from './syncs.service.js';

@Controller('providers/:id')
export class SyncsController {
  constructor(private readonly syncs: SyncsService) {}

  @Post('sync')
  @HttpCode(202)
  @RequirePermission('providers:operate')
  start(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: StartSyncDto,
  ): Promise<SyncStarted> {
    return this.syncs.start(actor, id, input);
  }

  @Get('syncs')
  @RequirePermission('providers:read')
  list(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: SyncsQueryDto,
  ): Promise<Page<SyncRun>> {
    return this.syncs.list(actor, id, query);
  }

  @Get('syncs/:syncId')
  @RequirePermission('providers:read')
  get(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('syncId', IdPipe) syncId: string,
  ): Promise<SyncRun> {
    return this.syncs.get(actor, id, syncId);
  }

  @Get('syncs/:syncId/changes')
  @RequirePermission('providers:read')
  listChanges(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('syncId', IdPipe) syncId: string,
    @Query() query: SyncChangesQueryDto,
  ): Promise<Page<SyncChange>> {
    return this.syncs.listChanges(actor, id, syncId, query);
  }
}
