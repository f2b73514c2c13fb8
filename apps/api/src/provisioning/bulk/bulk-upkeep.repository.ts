import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../../platform/database/transaction.js';

/** They go with their job. */
const OLD = `SELECT b.job_id FROM bulk_job b WHERE NOT EXISTS (SELECT FROM job j WHERE j.id = b.job_id)`;

/** Each removes at most so many rows and says how many they were. */
@Injectable()
export class BulkUpkeepRepository {
  async oldItems(tx: WriteTx, batch: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (
         SELECT ctid FROM bulk_item WHERE job_id IN (${OLD}) LIMIT $1 FOR UPDATE SKIP LOCKED)
       DELETE FROM bulk_item WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING 1 AS gone`,
      [batch],
    );
    return rows.length;
  }

  /** Their users first: what goes with them would be too much for one statement. */
  async oldJobs(tx: WriteTx, batch: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (
         SELECT b.job_id FROM bulk_job b WHERE b.job_id IN (${OLD})
            AND NOT EXISTS (SELECT FROM bulk_item i WHERE i.domain_id = b.domain_id AND i.job_id = b.job_id)
          LIMIT $1 FOR UPDATE SKIP LOCKED)
       DELETE FROM bulk_job WHERE job_id IN (SELECT job_id FROM chosen) RETURNING 1 AS gone`,
      [batch],
    );
    return rows.length;
  }
}
