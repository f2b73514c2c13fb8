import { Injectable } from '@nestjs/common';
import type { DomainRef } from '../actor.js';
import type { WriteTx } from '../database/transaction.js';
import { newId } from '../ids.js';
import type { JobInput } from './job-handler.js';

export type JobRun = {
  readonly id: string;
  /** Names this claim alone: a process that claims the job again gets another. */
  readonly runner: string;
  readonly kind: string;
  readonly input: JobInput;
  readonly domain: DomainRef;
  readonly actorId: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly attempts: number;
};

export type Progress = { readonly done: number; readonly total: number | null };
export type Ending = {
  readonly state: 'succeeded' | 'failed';
  readonly result: JobInput | null;
  readonly error: string | null;
};

type Claim = Pick<JobRun, 'id' | 'runner'>;
type ClaimedRow = Omit<JobRun, 'domain'> & { readonly domainId: string; readonly domainName: string };

/** Who carries out which job. A claim holds by a lease that is renewed; without it the job is anybody's. */
@Injectable()
export class JobRunsRepository {
  async claim(tx: WriteTx, id: string, kinds: readonly string[], leaseSeconds: number): Promise<JobRun | null> {
    const [row] = await tx.sql<ClaimedRow>(
      `UPDATE job SET state = 'running', attempts = attempts + 1, runner = $2, updated_at = now(),
              lease_until = now() + $4 * interval '1 second'
         FROM domain
        WHERE job.id = $1 AND domain.id = job.domain_id AND job.kind = ANY($3)
          AND (state = 'queued' OR (state = 'running' AND lease_until < now()))
       RETURNING job.id, runner, kind, input, actor_id AS "actorId", done, total, attempts, domain.id AS "domainId",
                 domain.name AS "domainName"`,
      [id, newId(), kinds, leaseSeconds],
    );
    if (!row) return null;
    const { domainId, domainName, ...run } = row;
    return { ...run, domain: { id: domainId, name: domainName } };
  }

  /** Renews the lease. @returns whether the claim still holds, and the job is not cancelled */
  async renew(tx: WriteTx, { id, runner }: Claim, progress: Progress, leaseSeconds: number): Promise<boolean> {
    const rows = await tx.sql(
      `UPDATE job SET done = $3, total = $4, updated_at = now(), lease_until = now() + $5 * interval '1 second'
        WHERE id = $1 AND runner = $2 AND state = 'running' RETURNING id`,
      [id, runner, progress.done, progress.total, leaseSeconds],
    );
    return rows.length > 0;
  }

  async end(tx: WriteTx, { id, runner }: Claim, progress: Progress, ending: Ending): Promise<void> {
    await tx.sql(
      `UPDATE job SET state = $3, result = $4, error = $5, done = $6, total = $7, updated_at = now(), lease_until = NULL
        WHERE id = $1 AND runner = $2 AND state = 'running'`,
      [id, runner, ending.state, JSON.stringify(ending.result), ending.error, progress.done, progress.total],
    );
  }

  /** Gives a job back as it is: a planned stop counts as no attempt. */
  async release(tx: WriteTx, { id, runner }: Claim, progress: Progress): Promise<void> {
    await tx.sql(
      `UPDATE job SET lease_until = '-infinity', attempts = attempts - 1, done = $3, total = $4, updated_at = now()
        WHERE id = $1 AND runner = $2 AND state = 'running'`,
      [id, runner, progress.done, progress.total],
    );
  }

  /** Jobs that wait although nobody holds them: their runner died, or their message was lost. */
  async abandoned(tx: WriteTx, kinds: readonly string[], limit: number): Promise<readonly string[]> {
    const rows = await tx.sql<{ readonly id: string }>(
      `SELECT id FROM job
        WHERE kind = ANY($1) AND ((state = 'running' AND lease_until < now())
           OR (state = 'queued' AND created_at < now() - interval '10 seconds'))
        ORDER BY created_at LIMIT $2`,
      [kinds, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The embedded database belongs to one process: whatever runs at its start was left by the one before. */
  async abandonAll(tx: WriteTx): Promise<void> {
    await tx.sql(`UPDATE job SET lease_until = '-infinity' WHERE state = 'running'`);
  }
}
