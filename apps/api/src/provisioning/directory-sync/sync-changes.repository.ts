import { Injectable } from '@nestjs/common';
import { LIMITS, type FieldChange, type SyncChange, type SyncChangeKind, type SyncRefusal } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type PlannedChange = Pick<SyncChange, 'position' | 'kind' | 'dn' | 'username' | 'userId' | 'reason'> & {
  readonly subject: string;
  /** Of a user to be made. */
  readonly roleId: string | null;
  readonly changes: readonly FieldChange[];
};

export type SyncChangeRow = Omit<SyncChange, 'appliedAt'> & { readonly appliedAt: Date | null };

/** What became of a planned change. */
export type AppliedChange = {
  readonly position: number;
  readonly userId: string | null;
  readonly refused: SyncRefusal | null;
};

@Injectable()
export class SyncChangesRepository {
  async add(tx: WriteTx, domainId: string, runId: string, changes: readonly PlannedChange[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.sql(
      `INSERT INTO sync_change (domain_id, run_id, position, kind, subject, dn, username, user_id, role_id, changes, reason)
       SELECT $2, $3, n.position, n.kind, n.subject, n.dn, n.username, n."userId", n."roleId", n.changes, n.reason
         FROM jsonb_to_recordset($1::jsonb) AS n(position int, kind text, subject text, dn text, username text,
              "userId" uuid, "roleId" uuid, changes jsonb, reason text)`,
      [JSON.stringify(changes), domainId, runId],
    );
  }

  /** The next ones that nobody has come to yet. */
  open(tx: WriteTx, runId: string, after: number, limit: number): Promise<PlannedChange[]> {
    return tx.sql<PlannedChange>(
      `SELECT position, kind, subject, dn, username, user_id AS "userId", role_id AS "roleId", changes, reason
         FROM sync_change
        WHERE run_id = $1 AND position > $2 AND kind <> 'skip' AND applied_at IS NULL AND refused IS NULL
        ORDER BY position LIMIT $3`,
      [runId, after, limit],
    );
  }

  async mark(tx: WriteTx, runId: string, changes: readonly AppliedChange[]): Promise<void> {
    await tx.sql(
      `UPDATE sync_change c SET user_id = coalesce(n."userId", c.user_id), refused = n.refused,
              applied_at = CASE WHEN n.refused IS NULL THEN now() END
         FROM jsonb_to_recordset($1::jsonb) AS n(position int, "userId" uuid, refused text)
        WHERE c.run_id = $2 AND c.position = n.position`,
      [JSON.stringify(changes), runId],
    );
  }

  /** In the order of the plan, with how many there are on the first page. */
  page(
    tx: ReadTx,
    providerId: string,
    runId: string,
    kinds: readonly SyncChangeKind[] | null,
    after: number | null,
    limit: number,
  ): Promise<(SyncChangeRow & { readonly counted?: number })[]> {
    const matching = `run_id = (SELECT id FROM sync_run WHERE id = $1 AND provider_id = $4)
      AND ($2::text[] IS NULL OR kind = ANY ($2::text[]))`;
    const counted = `(SELECT count(*)::int FROM (SELECT FROM sync_change WHERE ${matching}
      LIMIT ${LIMITS.countedRows + 1}) AS bounded) AS counted`;
    return tx.sql(
      `SELECT position, kind, dn, username, user_id AS "userId", changes, reason, applied_at AS "appliedAt", refused
              ${after === null ? `, ${counted}` : ''}
         FROM sync_change WHERE ${matching} ${after === null ? '' : 'AND position > $5'} ORDER BY position LIMIT $3`,
      [runId, kinds, limit, providerId, ...(after === null ? [] : [after])],
    );
  }

  /** Forgets at most so many. @returns how many */
  async remove(tx: WriteTx, runId: string, limit: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (SELECT ctid FROM sync_change WHERE run_id = $1 LIMIT $2 FOR UPDATE)
       DELETE FROM sync_change WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING 1 AS gone`,
      [runId, limit],
    );
    return rows.length;
  }
}
