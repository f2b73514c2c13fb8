import { Injectable } from '@nestjs/common';
import { IMPORT_LIMITS } from 'wardkeep/contracts';
import type { WriteTx } from '../../platform/database/transaction.js';

/** Ends or removes at most so many rows and says how many they were. */
type Chore = (tx: WriteTx, batch: number) => Promise<number>;

const KEPT = `interval '${IMPORT_LIMITS.keepDays} days'`;
/** A temporary password is good so long. */
const SECRET_HOURS = 24;
/** A file may take an hour to arrive, and a while more to be written down: what began so long ago comes no further. */
const HALF_READ = `job_id IS NULL AND uploaded_at < now() - interval '2 hours'`;
const OLD = `coalesce(ended_at, uploaded_at) < now() - ${KEPT}`;
const DISCARDED = `ended_at IS NOT NULL AND confirmed_at IS NULL`;
const DONE_WITH = `(${HALF_READ}) OR (${OLD})`;

const ended = (condition: string) => `
  WITH chosen AS MATERIALIZED (
    SELECT i.id, j.state, j.error FROM user_import i LEFT JOIN job j ON j.domain_id = i.domain_id AND j.id = i.job_id
     WHERE ${condition} LIMIT $1 FOR UPDATE OF i SKIP LOCKED)
  UPDATE user_import i SET ended_at = now(), error = chosen.error,
         state = CASE WHEN i.state = 'ready' OR chosen.state = 'cancelled' THEN 'cancelled' ELSE 'failed' END
    FROM chosen WHERE i.id = chosen.id RETURNING 1 AS done`;

const rowsOf = (imports: string) => `
  WITH chosen AS MATERIALIZED (
    SELECT ctid FROM user_import_row WHERE import_id IN (SELECT id FROM user_import WHERE ${imports})
     LIMIT $1 FOR UPDATE SKIP LOCKED)
  DELETE FROM user_import_row WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING 1 AS done`;

const STATEMENTS = [
  ended(`i.state = 'ready' AND i.validated_at < now() - interval '${IMPORT_LIMITS.confirmHours} hours'`),
  ended(`i.state IN ('validating', 'applying', 'undoing') AND NOT i.paused AND i.job_id IS NOT NULL
    AND coalesce(j.state, 'failed') NOT IN ('queued', 'running')`),
  `WITH chosen AS MATERIALIZED (
     SELECT r.ctid FROM user_import_row r JOIN user_import i ON i.domain_id = r.domain_id AND i.id = r.import_id
      WHERE r.secret IS NOT NULL AND i.ended_at IS NOT NULL
        AND (r.outcome IS NULL OR i.ended_at < now() - interval '${SECRET_HOURS} hours')
      LIMIT $1 FOR UPDATE OF r SKIP LOCKED)
   UPDATE user_import_row SET secret = NULL WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING 1 AS done`,
  rowsOf(`(${DONE_WITH}) OR (${DISCARDED})`),
  `WITH chosen AS MATERIALIZED (
     SELECT id FROM user_import i WHERE (${DONE_WITH})
        AND NOT EXISTS (SELECT FROM user_import_row r WHERE r.domain_id = i.domain_id AND r.import_id = i.id)
      LIMIT $1 FOR UPDATE SKIP LOCKED)
   DELETE FROM user_import WHERE id IN (SELECT id FROM chosen) RETURNING 1 AS done`,
];

/** What of imports is over by its own time, across Domains. */
@Injectable()
export class ImportUpkeepRepository {
  readonly chores: readonly Chore[] = STATEMENTS.map((text) => async (tx, batch) => {
    const rows = await tx.sql(text, [batch]);
    return rows.length;
  });
}
