import { Injectable } from '@nestjs/common';
import { HYGIENE_FINDINGS, LIMITS, type Hygiene, type Total } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { filtersOf, HygieneRepository } from './hygiene.repository.js';

/** Accounts that nobody seems to need, or that are easier to break into than they have to be. */
@Injectable()
export class HygieneService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: HygieneRepository,
  ) {}

  of(actor: Actor): Promise<Hygiene> {
    return this.unitOfWork.read(actor, async (tx) => {
      const since = await this.repository.dormantSince(tx);
      const counted = await this.repository.counts(tx, since);
      const filters = filtersOf(since);
      return {
        findings: HYGIENE_FINDINGS.map((id) => ({ id, total: totalOf(counted[id]), filter: asQuery(filters[id]) })),
        at: counted.at.toISOString(),
      };
    });
  }
}

function totalOf(found: number): Total {
  const { countedRows } = LIMITS;
  return found > countedRows ? { value: countedRows, relation: 'atLeast' } : { value: found, relation: 'exact' };
}

function asQuery(filters: object): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)]));
}
