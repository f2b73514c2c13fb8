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

/** Kinds of jobs that may be begun. */
export type Kinds = { readonly wanted: readonly string[]; readonly short: readonly string[] };

type Claim = Pick<JobRun, 'id' | 'runner'>;
type ClaimedRow = Omit<JobRun, 'domain'> & { readonly domainId: string; readonly domainName: string };

/** Nobody holds them: their turn has not come, or their runner died. */
const WAITS = `(j.state = 'queued' OR (j.state = 'running' AND j.lease_until < now()))`;
/** One at a time: two that look at once would both find that the Domain has no job running. */
const CLAIMING = 7306112003;

/** Who carries out which job. A claim holds by a lease that is renewed; without it the job is anybody's. */
@Injectable()
export class JobRunsRepository {
  /**
   * Claims what waited longest, but for whose Domain has another one running: a Domain has one long and one short job
   * carried out at a time, over all instances.
   */
  async claimNext(tx: WriteTx, { wanted, short }: Kinds, leaseSeconds: number): Promise<JobRun | null> {
    const waiting = await tx.sql(
      `SELECT pg_advisory_xact_lock(${CLAIMING}) FROM job j WHERE j.kind = ANY($1) AND ${WAITS} LIMIT 1`,
      [wanted],
    );
    if (waiting.length === 0) return null;
    const [row] = await tx.sql<ClaimedRow>(
      `WITH next AS MATERIALIZED (
         SELECT j.id FROM job j
          WHERE j.kind = ANY($1) AND ${WAITS}
            AND NOT EXISTS (SELECT FROM job o WHERE o.domain_id = j.domain_id AND o.id <> j.id AND o.state = 'running'
                               AND o.lease_until >= now() AND (o.kind = ANY($2)) = (j.kind = ANY($2)))
          ORDER BY j.created_at, j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED)
       UPDATE job SET state = 'running', attempts = attempts + 1, runner = $3, updated_at = now(),
              lease_until = now() + $4 * interval '1 second'
         FROM next, domain
        WHERE job.id = next.id AND domain.id = job.domain_id
       RETURNING job.id, runner, kind, input, actor_id AS "actorId", done, total, attempts, domain.id AS "domainId",
                 domain.name AS "domainName"`,
      [wanted, short, newId(), leaseSeconds],
    );
    if (!row) return null;
    const { domainId, domainName, ...run } = row;
    return { ...run, domain: { id: domainId, name: domainName } };
  }

  /**
   * Renews the lease; an attempt that came further than `outdone` ends the count of attempts.
   * @returns whether the claim still holds, and the job is not cancelled
   */
  async renew(
    tx: WriteTx,
    { id, runner }: Claim,
    progress: Progress,
    leaseSeconds: number,
    outdone: number | null,
  ): Promise<boolean> {
    const rows = await tx.sql(
      `UPDATE job SET done = $3, total = $4, updated_at = now(), lease_until = now() + $5 * interval '1 second',
              attempts = CASE WHEN $3::int > $6::int THEN 0 ELSE attempts END
        WHERE id = $1 AND runner = $2 AND state = 'running' RETURNING id`,
      [id, runner, progress.done, progress.total, leaseSeconds, outdone],
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
      `UPDATE job SET lease_until = '-infinity', attempts = greatest(attempts - 1, 0), done = $3, total = $4, updated_at = now()
        WHERE id = $1 AND runner = $2 AND state = 'running'`,
      [id, runner, progress.done, progress.total],
    );
  }

  /** The embedded database belongs to one process: whatever runs at its start was left by the one before. */
  async abandonAll(tx: WriteTx): Promise<void> {
    await tx.sql(`UPDATE job SET lease_until = '-infinity' WHERE state = 'running'`);
  }
}
