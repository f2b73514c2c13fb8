import { Controller, Get, Param, Query } from '@nestjs/common';
import type { AuditEvent, Page } from 'wardkeep/contracts';
import { AuditQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { AuditService } from './audit.service.js';

@Controller('audit-events')
@RequirePermission('audit:read')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query() query: AuditQueryDto): Promise<Page<AuditEvent>> {
    return this.audit.list(actor, query);
  }

  @Get(':id')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<AuditEvent> {
    return this.audit.get(actor, id);
  }
}
