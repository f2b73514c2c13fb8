import { Injectable } from '@nestjs/common';
import type { JobState, Total } from 'wardkeep/contracts';
import { LIMITS } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../database/transaction.js';
import type { JobInput } from './job-handler.js';

export type JobRow = {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
  readonly startedBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type NewJob = {
  readonly id: string;
  readonly domainId: string;
  readonly kind: string;
  readonly input: JobInput;
  readonly actorId: string | null;
  readonly startedBy: string | null;
};

const COLUMNS = `id, kind, state, done, total, result, error, started_by AS "startedBy", created_at AS "createdAt",
  updated_at AS "updatedAt"`;

/** The jobs that people see. An owner limits them to the owner's; null means everybody's. */
@Injectable()
export class JobsRepository {
  async add(tx: WriteTx, job: NewJob): Promise<void> {
    await tx.sql('INSERT INTO job (id, domain_id, kind, input, actor_id, started_by) VALUES ($1, $2, $3, $4, $5, $6)', [
      job.id,
      job.domainId,
      job.kind,
      JSON.stringify(job.input),
      job.actorId,
      job.startedBy,
    ]);
  }

  async find(tx: ReadTx, id: string, ownerId: string | null): Promise<JobRow | undefined> {
    const [row] = await tx.sql<JobRow>(
      `SELECT ${COLUMNS} FROM job WHERE id = $1 AND ($2::uuid IS NULL OR actor_id = $2)`,
      [id, ownerId],
    );
    return row;
  }

  /** Across Domains, for whoever follows them and was allowed to. */
  several(tx: ReadTx, ids: readonly string[]): Promise<JobRow[]> {
    return tx.sql<JobRow>(`SELECT ${COLUMNS} FROM job WHERE id = ANY ($1::uuid[])`, [ids]);
  }

  /** The newest first. `after` is the last row of the page before. */
  page(
    tx: ReadTx,
    ownerId: string | null,
    after: readonly [createdAt: string, id: string] | null,
    limit: number,
  ): Promise<JobRow[]> {
    const values: unknown[] = [limit];
    const conditions: string[] = [];
    if (ownerId !== null) conditions.push(`actor_id = $${values.push(ownerId)}`);
    if (after !== null) {
      const [at, id] = [values.push(after[0]), values.push(after[1])];
      conditions.push(`(created_at, id) < ($${at}::timestamptz, $${id}::uuid)`);
    }
    return tx.sql<JobRow>(
      `SELECT ${COLUMNS} FROM job ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
        ORDER BY created_at DESC, id DESC LIMIT $1`,
      values,
    );
  }

  async count(tx: ReadTx, ownerId: string | null): Promise<Total> {
    const owned = ownerId === null ? '' : 'WHERE actor_id = $2';
    const [row] = await tx.sql<{ readonly found: number }>(
      `SELECT count(*)::integer AS found FROM (SELECT FROM job ${owned} LIMIT $1) AS counted`,
      ownerId === null ? [LIMITS.countedRows + 1] : [LIMITS.countedRows + 1, ownerId],
    );
    const found = row?.found ?? 0;
    return found > LIMITS.countedRows
      ? { value: LIMITS.countedRows, relation: 'atLeast' }
      : { value: found, relation: 'exact' };
  }

  /** Nothing is returned when it had ended by itself. */
  async cancel(tx: WriteTx, id: string): Promise<JobRow | undefined> {
    const [row] = await tx.sql<JobRow>(
      `UPDATE job SET state = 'cancelled', updated_at = now()
        WHERE id = $1 AND state IN ('queued', 'running') RETURNING ${COLUMNS}`,
      [id],
    );
    return row;
  }
}
