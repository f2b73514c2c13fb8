import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ExportUsersQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../../platform/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/http/access.decorators.js';
import { CurrentSession } from '../../sessions/current-session.js';
import type { LiveSession } from '../../sessions/live-session.js';
import { ExportsService } from './exports.service.js';

const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' };

@Controller('users/export')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get()
  @Header('connection', 'close')
  @RequirePermission('users:export')
  async export(
    @CurrentActor() actor: Actor,
    @CurrentSession() live: LiveSession,
    @Query() query: ExportUsersQueryDto,
  ): Promise<StreamableFile> {
    const file = await this.exports.start(actor, live, query);
    const name = `users-${actor.domain.name}-${new Date().toISOString().slice(0, 10)}.${query.format}`;
    return new StreamableFile(file, { type: TYPES[query.format], disposition: `attachment; filename="${name}"` });
  }
}
