import { Injectable } from '@nestjs/common';
import type { AuditEvent, Page } from 'wardkeep/contracts';
import type { AuditQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { decodeCursor, pageOf } from '../platform/database/keyset.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { filtersOf, type AuditFilters } from './audit-filters.js';
import { AuditRepository, toAuditEvent } from './audit.repository.js';

@Injectable()
export class AuditService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly events: AuditRepository,
  ) {}

  async list(actor: Actor, query: AuditQueryDto): Promise<Page<AuditEvent>> {
    return this.page(actor, query, filtersOf(query));
  }

  /** What happened to one user or other record, gone or not. */
  async ofSubject(actor: Actor, subjectId: string, query: AuditQueryDto): Promise<Page<AuditEvent>> {
    return this.page(actor, query, { ...filtersOf(query), subjectId });
  }

  async get(actor: Actor, id: string): Promise<AuditEvent> {
    const row = await this.unitOfWork.read(actor, (tx) => this.events.byId(tx, id));
    if (!row) throw new Problem('audit-event-not-found');
    return toAuditEvent(row);
  }

  private async page(actor: Actor, query: AuditQueryDto, filters: AuditFilters): Promise<Page<AuditEvent>> {
    const { limit, cursor, sort } = query;
    const list = `audit-events ${actor.domain.id} ${sort} ${JSON.stringify(Object.entries(filters).sort())}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['time', 'sequence']);
    const { rows, total } = await this.unitOfWork.read(actor, (tx) =>
      this.events.page(tx, {
        filters,
        descending: sort === '-at',
        after: after?.values ?? null,
        limit,
        total: after?.total ?? null,
      }),
    );
    return pageOf(rows, {
      limit,
      list,
      total,
      valuesOf: (row) => [row.at.toISOString(), row.sequence],
      toItem: toAuditEvent,
    });
  }
}
