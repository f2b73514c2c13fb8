import { Injectable } from '@nestjs/common';
import type { AuditEvent, Page } from 'wardkeep/contracts';
import type { AuditQueryDto } from 'wardkeep/contracts/dto';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../platform/actor.js';
import { UsersService } from './users.service.js';

/** What was done to a user. */
@Injectable()
export class UserEventsService {
  constructor(
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  async list(actor: Actor, userId: string, query: AuditQueryDto): Promise<Page<AuditEvent>> {
    await this.users.get(actor, userId);
    return this.audit.ofSubject(actor, userId, query);
  }
}
