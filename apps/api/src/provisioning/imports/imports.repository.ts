import { Injectable } from '@nestjs/common';
import { LIMITS, type ImportState } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import type { ActiveImport, ImportEnding, ImportRecord, Person, Tally } from './import-run.js';

export type NewImport = Pick<
  ImportRecord,
  'id' | 'fileName' | 'delimiter' | 'headers' | 'withoutPassword' | 'uploader'
> & {
  readonly domainId: string;
};

type Place = readonly [uploadedAt: string, id: string];
type ActiveRow = Omit<ActiveImport, 'person'> & {
  readonly uploader: Person;
  readonly confirmer: Person | null;
  readonly undoer: Person | null;
};

/** An import ends with its job, also where the job ended without it: cancelled before its turn, or given up. */
const ORPHANED = `(i.state IN ('validating', 'applying', 'undoing') AND NOT i.paused
  AND coalesce(j.state, 'failed') NOT IN ('queued', 'running'))`;
const STATE = `CASE WHEN NOT ${ORPHANED} THEN i.state WHEN j.state = 'cancelled' THEN 'cancelled' ELSE 'failed' END`;
const IMPORTS = 'user_import i LEFT JOIN job j ON j.domain_id = i.domain_id AND j.id = i.job_id';
const COLUMNS = `i.id, ${STATE} AS state, i.paused, i.file_name AS "fileName", i.file_bytes AS "fileBytes", i.delimiter,
  i.headers, i.without_password AS "withoutPassword", CASE WHEN ${ORPHANED} THEN j.error ELSE i.error END AS error,
  i.job_id AS "jobId", i.rows, i.tally, i.makes_administrators AS "makesAdministrators", i.uploader, i.confirmer,
  i.uploaded_at AS "uploadedAt", i.validated_at AS "validatedAt", i.confirmed_at AS "confirmedAt",
  CASE WHEN ${ORPHANED} THEN coalesce(j.updated_at, i.uploaded_at) ELSE i.ended_at END AS "endedAt", now() AS "readAt",
  (SELECT count(*)::int FROM (SELECT FROM user_import_row s WHERE s.domain_id = i.domain_id AND s.import_id = i.id
    AND s.secret IS NOT NULL AND i.confirmed_at IS NOT NULL AND i.state <> 'applying' LIMIT ${LIMITS.countedRows}) AS held) AS secrets`;

@Injectable()
export class ImportsRepository {
  async add(tx: WriteTx, { id, domainId, fileName, delimiter, headers, withoutPassword, uploader }: NewImport) {
    await tx.sql(
      `INSERT INTO user_import (id, domain_id, state, file_name, delimiter, headers, without_password, uploader)
       VALUES ($1, $2, 'validating', $3, $4, $5, $6, $7)`,
      [id, domainId, fileName, delimiter, JSON.stringify(headers), withoutPassword, JSON.stringify(uploader)],
    );
  }

  /** How many are open; whoever uploads another waits for whoever counted before. */
  async countOpen(tx: WriteTx): Promise<number> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('imports:' || $1, 0))`, [tx.domainId]);
    const [row] = await tx.sql<{ open: number }>(
      `SELECT count(*)::int AS open FROM user_import
        WHERE ended_at IS NULL AND uploaded_at > now() - interval '2 days'`,
    );
    return row?.open ?? 0;
  }

  /** The file is whole: the import can be seen. */
  async complete(tx: WriteTx, id: string, jobId: string, rows: number, bytes: number): Promise<void> {
    await tx.sql('UPDATE user_import SET job_id = $2, rows = $3, file_bytes = $4 WHERE id = $1', [
      id,
      jobId,
      rows,
      bytes,
    ]);
  }

  async remove(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('DELETE FROM user_import WHERE id = $1', [id]);
  }

  async find(tx: ReadTx, id: string): Promise<ImportRecord | null> {
    const [row] = await tx.sql<ImportRecord>(
      `SELECT ${COLUMNS} FROM ${IMPORTS} WHERE i.id = $1 AND i.job_id IS NOT NULL`,
      [id],
    );
    return row ?? null;
  }

  /** As it stays until the transaction ends. */
  async lockRecord(tx: WriteTx, id: string): Promise<ImportRecord | null> {
    await tx.sql('SELECT id FROM user_import WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The newest first, with how many there are on the first page. */
  page(tx: ReadTx, after: Place | null, limit: number): Promise<(ImportRecord & { readonly counted?: number })[]> {
    const counted = `(SELECT count(*)::int FROM (SELECT FROM user_import WHERE job_id IS NOT NULL
      LIMIT ${LIMITS.countedRows + 1}) AS bounded) AS counted`;
    return tx.sql(
      `SELECT ${COLUMNS}${after ? '' : `, ${counted}`} FROM ${IMPORTS}
        WHERE i.job_id IS NOT NULL ${after ? 'AND (i.uploaded_at, i.id) < ($2::timestamptz, $3::uuid)' : ''}
        ORDER BY i.uploaded_at DESC, i.id DESC LIMIT $1`,
      [limit, ...(after ?? [])],
    );
  }

  async confirm(tx: WriteTx, id: string, jobId: string, confirmer: Person, reason: string | null): Promise<void> {
    await tx.sql(
      `UPDATE user_import SET state = 'applying', job_id = $2, confirmer = $3, reason = $4, confirmed_at = now()
        WHERE id = $1`,
      [id, jobId, JSON.stringify(confirmer), reason],
    );
  }

  async undo(tx: WriteTx, id: string, jobId: string, undoer: Person, reason: string | null): Promise<void> {
    await tx.sql(
      `UPDATE user_import SET state = 'undoing', job_id = $2, undoer = $3, reason = $4, ended_at = NULL, paused = false,
              error = NULL WHERE id = $1`,
      [id, jobId, JSON.stringify(undoer), reason],
    );
  }

  async pause(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('UPDATE user_import SET paused = true WHERE id = $1', [id]);
  }

  async resume(tx: WriteTx, id: string, jobId: string): Promise<void> {
    await tx.sql('UPDATE user_import SET paused = false, job_id = $2 WHERE id = $1', [id, jobId]);
  }

  /** With its job, which notices at its next piece of work. */
  async cancel(tx: WriteTx, id: string): Promise<void> {
    await tx.sql(`UPDATE user_import SET state = 'cancelled', paused = false, ended_at = now() WHERE id = $1`, [id]);
    await tx.sql(
      `UPDATE job SET state = 'cancelled', updated_at = now()
        WHERE id = (SELECT job_id FROM user_import WHERE id = $1) AND state IN ('queued', 'running')`,
      [id],
    );
  }

  /** Takes the work over, from whoever had it; null once there is none. */
  async takeOver(tx: WriteTx, id: string, jobId: string): Promise<ActiveImport | null> {
    const [row] = await tx.sql<ActiveRow>(
      `UPDATE user_import SET attempt = attempt + 1
        WHERE id = $1 AND job_id = $2 AND NOT paused AND state IN ('validating', 'applying', 'undoing')
       RETURNING id, state, attempt, file_name AS "fileName", without_password AS "withoutPassword", rows, tally, reason,
         uploader, confirmer, undoer`,
      [id, jobId],
    );
    if (!row) return null;
    const { uploader, confirmer, undoer, ...run } = row;
    const person = { validating: uploader, applying: confirmer, undoing: undoer }[run.state as 'validating'];
    return { ...run, person: person ?? uploader };
  }

  /** @returns whether the work is still this attempt's */
  async lock(tx: WriteTx, { id, attempt, state }: ActiveImport): Promise<boolean> {
    const rows = await tx.sql(
      'SELECT id FROM user_import WHERE id = $1 AND attempt = $2 AND state = $3 AND NOT paused FOR UPDATE',
      [id, attempt, state],
    );
    return rows.length > 0;
  }

  /** Adds to the tally, where the work is still this attempt's. @returns whether it is */
  async count(
    tx: WriteTx,
    { id, attempt, state }: ActiveImport,
    more: Tally,
    makesAdministrators: boolean,
  ): Promise<boolean> {
    const rows = await tx.sql(
      `UPDATE user_import SET makes_administrators = makes_administrators OR $3, tally = tally || (
         SELECT coalesce(jsonb_object_agg(m.key, m.value::int + coalesce((tally ->> m.key)::int, 0)), '{}')
           FROM jsonb_each_text($2::jsonb) AS m)
        WHERE id = $1 AND attempt = $4 AND state = $5 AND NOT paused RETURNING id`,
      [id, JSON.stringify(more), makesAdministrators, attempt, state],
    );
    return rows.length > 0;
  }

  /** @returns whether it was still at work on that */
  async end(tx: WriteTx, id: string, from: ImportState, { state, error }: ImportEnding): Promise<boolean> {
    const rows = await tx.sql(
      `UPDATE user_import SET state = $3, error = $4, validated_at = coalesce(validated_at, now()),
              ended_at = CASE WHEN $3 = 'ready' THEN NULL ELSE now() END
        WHERE id = $1 AND state = $2 RETURNING id`,
      [id, from, state, error ?? null],
    );
    return rows.length > 0;
  }

  async isCancelled(tx: ReadTx, jobId: string): Promise<boolean> {
    const rows = await tx.sql(`SELECT id FROM job WHERE id = $1 AND state = 'cancelled'`, [jobId]);
    return rows.length > 0;
  }
}
