import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Job, Page } from 'wardkeep/contracts';
import { JobsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../actor.js';
import { CurrentActor, RequirePermission } from '../http/access.decorators.js';
import { IdPipe } from '../http/validation.js';
import { JobsService } from './jobs.service.js';

@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @RequirePermission('jobs:read', 'own')
  list(@CurrentActor() actor: Actor, @Query() query: JobsQueryDto): Promise<Page<Job>> {
    return this.jobs.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('jobs:read', 'own')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Job> {
    return this.jobs.get(actor, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('jobs:cancel', 'own')
  cancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Job> {
    return this.jobs.cancel(actor, id);
  }
}
