import type { Readable } from 'node:stream';
import { Controller, Get, Header, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Job, Page } from 'wardkeep/contracts';
import { JobEventsQueryDto, JobsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../actor.js';
import { CurrentActor, RequirePermission, Unattended } from '../http/access.decorators.js';
import { IdPipe } from '../http/validation.js';
import { JobStreams } from './job-streams.service.js';
import { JobsService } from './jobs.service.js';

@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly streams: JobStreams,
  ) {}

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

  /**
   * `domain` stands in the address, where whoever the request is from looks for it. The connection ends with the events:
   * a server that stops waits for none that could be used again.
   */
  @Get(':id/events')
  @Header('connection', 'close')
  @Header('x-accel-buffering', 'no')
  @Unattended()
  @RequirePermission('jobs:read', 'own')
  async events(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Param('id', IdPipe) id: string,
    @Query() _query: JobEventsQueryDto,
  ): Promise<StreamableFile> {
    const events: Readable = await this.streams.follow(actor, request, id);
    return new StreamableFile(events, { type: 'text/event-stream; charset=utf-8' });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('jobs:cancel', 'own')
  cancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Job> {
    return this.jobs.cancel(actor, id);
  }
}
