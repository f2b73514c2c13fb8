import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Import, ImportRow, Page } from 'wardkeep/contracts';
import { ImportRowsQueryDto, ImportsQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { IdPipe } from '../../platform/http/validation.js';
import { ImportReports } from './import-reports.service.js';
import { ImportUploads } from './import-uploads.service.js';
import { ImportsService } from './imports.service.js';

@Controller('users/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly uploads: ImportUploads,
    private readonly reports: ImportReports,
  ) {}

  @Get()
  @RequirePermission('users:import')
  list(@CurrentActor() actor: Actor, @Query() query: ImportsQueryDto): Promise<Page<Import>> {
    return this.imports.list(actor, query);
  }

  @Get('template')
  @RequirePermission('users:import')
  template(): StreamableFile {
    return attachment([this.reports.template()], 'users-template.csv');
  }

  @Post()
  @HttpCode(202)
  @RequirePermission('users:import')
  async upload(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import> {
    const uploaded = await this.uploads.upload(actor, request);
    void reply.header('location', `/api/v1/users/imports/${uploaded.id}`);
    return uploaded;
  }

  @Get(':id')
  @RequirePermission('users:import')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Import> {
    return this.imports.get(actor, id);
  }

  @Get(':id/rows')
  @RequirePermission('users:import')
  rows(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: ImportRowsQueryDto,
  ): Promise<Page<ImportRow>> {
    return this.imports.listRows(actor, id, query);
  }

  @Get(':id/errors.csv')
  @RequirePermission('users:import')
  async errors(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    return attachment(await this.reports.errors(actor, id), `import-${id}-errors.csv`);
  }

  @Get(':id/result.csv')
  @RequirePermission('users:import')
  async result(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() { method }: FastifyRequest,
  ): Promise<StreamableFile> {
    const result = await this.reports.result(actor, id, method === 'GET');
    return attachment(result, `import-${id}-result.csv`);
  }

  @Post(':id/confirm')
  @HttpCode(202)
  @RequirePermission('users:import')
  confirm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Import> {
    return this.imports.confirm(actor, id);
  }

  @Post(':id/pause')
  @HttpCode(202)
  @RequirePermission('users:import')
  pause(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Import> {
    return this.imports.pause(actor, id);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @RequirePermission('users:import')
  resume(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Import> {
    return this.imports.resume(actor, id);
  }

  @Post(':id/undo')
  @HttpCode(202)
  @RequirePermission('users:import')
  undo(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Import> {
    return this.imports.undo(actor, id);
  }

  @Delete(':id')
  @RequirePermission('users:import')
  cancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Import> {
    return this.imports.cancel(actor, id);
  }
}

function attachment(parts: Iterable<string> | AsyncIterable<string>, name: string): StreamableFile {
  const stream = Readable.from(parts, { objectMode: false });
  return new StreamableFile(stream, { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${name}"` });
}
