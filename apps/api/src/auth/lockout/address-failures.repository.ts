import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../../platform/database/transaction.js';

export type CountedFailures = { readonly failures: number; readonly since: Date; readonly now: Date };

/** Failed sign-ins by the address they came from, across accounts and Domains. */
@Injectable()
export class AddressFailuresRepository {
  /** Counts one more; the first outside the window starts a new count. */
  async count(tx: WriteTx, address: string, windowMinutes: number): Promise<CountedFailures> {
    const [row] = await tx.sql<CountedFailures>(
      `INSERT INTO address_failures AS a (address, failures) VALUES ($1, 1)
       ON CONFLICT (address) DO UPDATE SET
         failures = CASE WHEN a.since > now() - $2::int * interval '1 minute' THEN a.failures + 1 ELSE 1 END,
         since = CASE WHEN a.since > now() - $2::int * interval '1 minute' THEN a.since ELSE now() END
       RETURNING failures, since, now() AS now`,
      [address, windowMinutes],
    );
    if (!row) throw new Error('The failure was not counted');
    return row;
  }
}
