import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { BulkItem, Job, Page } from 'wardkeep/contracts';
import { BulkUsersDto, JobItemsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { BulkService } from './bulk.service.js';

@Controller()
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /** What else it needs depends on the action: what the single action needs, in the whole Domain. */
  @Post('users/bulk')
  @HttpCode(202)
  @RequirePermission('users:read')
  start(@CurrentActor() actor: Actor, @Body() wanted: BulkUsersDto): Promise<Job> {
    return this.bulk.start(actor, wanted);
  }

  @Get('jobs/:id/items')
  @RequirePermission('jobs:read', 'own')
  items(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: JobItemsQueryDto,
  ): Promise<Page<BulkItem>> {
    return this.bulk.listItems(actor, id, query);
  }

  @Post('jobs/:id/reverse')
  @HttpCode(202)
  @RequirePermission('jobs:read', 'own')
  reverse(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Job> {
    return this.bulk.reverse(actor, id);
  }
}
