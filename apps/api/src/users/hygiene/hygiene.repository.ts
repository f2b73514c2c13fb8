import { Injectable } from '@nestjs/common';
import { HYGIENE_FINDINGS, LIMITS, type HygieneFindingId } from 'wardkeep/contracts';
import type { UserFiltersDto } from 'wardkeep/contracts/dto';
import type { ReadTx } from '../../platform/database/transaction.js';
import { countOrder, userConditions } from '../user-conditions.js';

const STALE_DAYS = 90;

export type Counted = Readonly<Record<HygieneFindingId, number>> & { readonly at: Date };

/** The accounts behind each finding, as the list of users filters them; `dormantSince` is what dormant ones are older than. */
export function filtersOf(dormantSince: string): Readonly<Record<HygieneFindingId, UserFiltersDto>> {
  return {
    'never-signed-in': { enabled: 'true', neverSignedIn: 'true' },
    dormant: { enabled: 'true', neverSignedIn: 'false', lastLoginBefore: dormantSince },
    'no-second-factor': { enabled: 'true', totpStatus: 'not_enrolled' },
    'old-password': { enabled: 'true', passwordOlderThanDays: STALE_DAYS },
  };
}

@Injectable()
export class HygieneRepository {
  /** All of them in one statement; each count stops just above the bound of lists. */
  async counts(tx: ReadTx, dormantSince: string): Promise<Counted> {
    const values: unknown[] = [];
    const filters = filtersOf(dormantSince);
    const counts = HYGIENE_FINDINGS.map((id) => {
      const conditions = userConditions(filters[id], (value) => `$${values.push(value)}`);
      const rows = `SELECT FROM app_user u WHERE ${conditions.join(' AND ')}
        ORDER BY ${countOrder(filters[id])} LIMIT ${LIMITS.countedRows + 1}`;
      return `(SELECT count(*)::int FROM (${rows}) AS counted) AS "${id}"`;
    });
    const [row] = await tx.sql<Counted>(`SELECT ${counts.join(', ')}, now() AS at`, values);
    if (!row) throw new Error('Nothing was counted');
    return row;
  }

  /** By the database's clock. */
  async dormantSince(tx: ReadTx): Promise<string> {
    const [row] = await tx.sql<{ since: Date }>(`SELECT now() - ${STALE_DAYS} * interval '1 day' AS since`);
    return (row?.since ?? new Date(0)).toISOString();
  }
}
