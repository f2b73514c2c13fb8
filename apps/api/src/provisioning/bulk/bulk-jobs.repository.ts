import { Injectable } from '@nestjs/common';
import { LIMITS, type BulkStep } from 'wardkeep/contracts';
import type { UserFiltersDto } from 'wardkeep/contracts/dto';
import type { Origin } from '../../platform/actor.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { userConditions } from '../../users/user-conditions.js';

/** An action on many users, as it was accepted. */
export type BulkJob = {
  readonly jobId: string;
  readonly domainId: string;
  readonly step: BulkStep;
  readonly roleId: string | null;
  readonly reverses: string | null;
  readonly actorId: string;
  readonly homeId: string;
  readonly homeName: string;
  readonly origin: Origin;
};

export type KeptBulkJob = BulkJob & {
  readonly total: number;
  /** The name of who started it. */
  readonly startedBy: string | null;
};

export type BulkCounts = {
  readonly done: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly endedSessions: number;
  readonly endedTokens: number;
};

/** Actions on many users, and whom each is about: chosen once, when it is accepted. */
@Injectable()
export class BulkJobsRepository {
  async add(tx: WriteTx, job: BulkJob): Promise<void> {
    await tx.sql(
      `INSERT INTO bulk_job (job_id, domain_id, step, role_id, reverses, actor_id, home_id, home_name, origin)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        job.jobId,
        job.domainId,
        job.step,
        job.roleId,
        job.reverses,
        job.actorId,
        job.homeId,
        job.homeName,
        JSON.stringify(job.origin),
      ],
    );
  }

  async find(tx: ReadTx, jobId: string): Promise<KeptBulkJob | null> {
    const [row] = await tx.sql<KeptBulkJob>(
      `SELECT job_id AS "jobId", domain_id AS "domainId", step, role_id AS "roleId", reverses, actor_id AS "actorId",
              home_id AS "homeId", home_name AS "homeName", origin, total,
              (SELECT started_by FROM job j WHERE j.id = job_id) AS "startedBy"
         FROM bulk_job WHERE job_id = $1`,
      [jobId],
    );
    return row ?? null;
  }

  /** In the order of the ids, so that two jobs about the same users never wait for each other. */
  stageIds(tx: WriteTx, job: BulkJob, ids: readonly string[]): Promise<number> {
    return this.stage(
      tx,
      `SELECT row_number() OVER (ORDER BY id)::int, id, NULL::uuid, NULL::int
         FROM (SELECT DISTINCT unnest($3::uuid[]) AS id) AS wanted`,
      [job.domainId, job.jobId, ids],
    );
  }

  /** Those that match now; one more than may be tells that they are too many. */
  stageMatching(tx: WriteTx, job: BulkJob, filter: UserFiltersDto): Promise<number> {
    const values: unknown[] = [job.domainId, job.jobId];
    const conditions = userConditions(filter, (value) => `$${values.push(value)}`);
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    return this.stage(
      tx,
      `SELECT row_number() OVER (ORDER BY id)::int, id, NULL::uuid, NULL::int
         FROM (SELECT u.id FROM user_listing u ${where} LIMIT ${LIMITS.bulkUsers + 1}) AS wanted`,
      values,
    );
  }

  /** Whom an earlier job changed, each with the version that it made and, of roles, the one before. */
  stageReversal(tx: WriteTx, job: BulkJob): Promise<number> {
    return this.stage(
      tx,
      `SELECT i.position, i.user_id, CASE WHEN $4 THEN (v.fields ->> 'roleId')::uuid END, i.version
         FROM bulk_item i LEFT JOIN user_version v ON v.user_id = i.user_id AND v.version = i.version - 1
        WHERE i.job_id = $3 AND i.outcome = 'done'`,
      [job.domainId, job.jobId, job.reverses, job.step === 'set-role'],
    );
  }

  /** The roles that its users would get, each once. */
  async stagedRoles(tx: ReadTx, jobId: string): Promise<readonly string[]> {
    const rows = await tx.sql<{ readonly id: string }>(
      'SELECT DISTINCT role_id AS id FROM bulk_item WHERE job_id = $1 AND role_id IS NOT NULL',
      [jobId],
    );
    return rows.map(({ id }) => id);
  }

  async counts(tx: ReadTx, jobId: string): Promise<BulkCounts> {
    const [row] = await tx.sql<BulkCounts>(
      `SELECT count(*) FILTER (WHERE outcome = 'done')::int AS done,
              count(*) FILTER (WHERE outcome = 'unchanged')::int AS unchanged,
              count(*) FILTER (WHERE outcome = 'refused')::int AS refused,
              coalesce(sum(ended_sessions), 0)::int AS "endedSessions", coalesce(sum(ended_tokens), 0)::int AS "endedTokens"
         FROM bulk_item WHERE job_id = $1`,
      [jobId],
    );
    return row ?? { done: 0, unchanged: 0, refused: 0, endedSessions: 0, endedTokens: 0 };
  }

  /** @returns whether it had not ended before */
  async end(tx: WriteTx, jobId: string): Promise<boolean> {
    const rows = await tx.sql(
      'UPDATE bulk_job SET ended_at = now() WHERE job_id = $1 AND ended_at IS NULL RETURNING job_id',
      [jobId],
    );
    return rows.length > 0;
  }

  private async stage(tx: WriteTx, chosen: string, values: readonly unknown[]): Promise<number> {
    const [row] = await tx.sql<{ readonly staged: number }>(
      `WITH staged AS (
         INSERT INTO bulk_item (domain_id, job_id, position, user_id, role_id, expected_version)
         SELECT $1::uuid, $2::uuid, c.* FROM (${chosen}) AS c RETURNING 1),
       counted AS (SELECT count(*)::int AS staged FROM staged)
       SELECT staged FROM counted`,
      values,
    );
    const staged = row?.staged ?? 0;
    await tx.sql('UPDATE bulk_job SET total = $2 WHERE job_id = $1', [values[1], staged]);
    return staged;
  }
}
