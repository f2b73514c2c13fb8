import { Injectable } from '@nestjs/common';
import { LIMITS, type BulkItem, type BulkOutcome, type LoginMethodKind, type ProblemCode } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

/** A user that nobody came to yet. */
export type OpenItem = {
  readonly position: number;
  readonly userId: string;
  /** Null where there is no such user, or not in this Domain. */
  readonly username: string | null;
  readonly roleId: string | null;
  readonly expectedVersion: number | null;
};

export type ClosedItem = {
  readonly position: number;
  readonly username: string | null;
  readonly outcome: Exclude<BulkOutcome, 'open'>;
  readonly code: ProblemCode | null;
  readonly version: number | null;
  readonly endedSessions: number;
  readonly endedTokens: number;
};

/** What the rules ask about one of the users. */
export type ForeseenItem = OpenItem & {
  readonly heldRoleId: string;
  readonly loginMethod: LoginMethodKind;
  readonly enabled: boolean;
  readonly isLocked: boolean;
  readonly hasFailures: boolean;
  readonly hasSecondFactor: boolean;
  readonly isProtected: boolean;
  readonly twoFactorRequired: boolean;
  readonly version: number;
  readonly sessions: number;
};

type Paging = { readonly outcome: BulkOutcome | undefined; readonly after: number | null; readonly limit: number };

@Injectable()
export class BulkItemsRepository {
  /** The next ones of a job that runs still; whoever takes the same ones waits, and finds them closed. */
  open(tx: WriteTx, jobId: string, limit: number): Promise<OpenItem[]> {
    return tx.sql<OpenItem>(
      `WITH chosen AS MATERIALIZED (
         SELECT i.position, i.user_id, i.role_id, i.expected_version FROM bulk_item i
          WHERE i.job_id = $1 AND i.outcome = 'open'
            AND EXISTS (SELECT FROM job j WHERE j.id = i.job_id AND j.state = 'running')
          ORDER BY i.position LIMIT $2 FOR UPDATE OF i)
       SELECT c.position, c.user_id AS "userId", u.username, c.role_id AS "roleId",
              c.expected_version AS "expectedVersion"
         FROM chosen c LEFT JOIN app_user u ON u.id = c.user_id ORDER BY c.position`,
      [jobId, limit],
    );
  }

  async close(tx: WriteTx, jobId: string, items: readonly ClosedItem[]): Promise<void> {
    await tx.sql(
      `UPDATE bulk_item i SET username = n.username, outcome = n.outcome, code = n.code, version = n.version,
              ended_sessions = n."endedSessions", ended_tokens = n."endedTokens"
         FROM jsonb_to_recordset($2::jsonb) AS n(position int, username text, outcome text, code text, version int,
              "endedSessions" int, "endedTokens" int)
        WHERE i.job_id = $1 AND i.position = n.position`,
      [jobId, JSON.stringify(items)],
    );
  }

  /** What would be met, in the order in which it will be. */
  foreseen(tx: ReadTx, jobId: string, after: number, limit: number): Promise<ForeseenItem[]> {
    return tx.sql<ForeseenItem>(
      `SELECT i.position, i.user_id AS "userId", i.role_id AS "roleId", i.expected_version AS "expectedVersion",
              u.username, u.role_id AS "heldRoleId", u.login_method AS "loginMethod", u.enabled, u.version,
              coalesce(u.locked_until > now(), false) AS "isLocked", u.totp_enrolled AS "hasSecondFactor",
              (u.locked_until IS NOT NULL OR u.failed_sign_ins > 0 OR u.failing_since IS NOT NULL
                OR EXISTS (SELECT FROM known_device d WHERE d.user_id = u.id
                     AND (d.failed_sign_ins > 0 OR d.failing_since IS NOT NULL))) AS "hasFailures",
              u.is_protected AS "isProtected", u.two_factor_required AS "twoFactorRequired",
              (SELECT count(*)::int FROM session s WHERE s.user_id = u.id AND s.ended_at IS NULL) AS sessions
         FROM bulk_item i LEFT JOIN app_user u ON u.id = i.user_id
        WHERE i.job_id = $1 AND i.position > $2 ORDER BY i.position LIMIT $3`,
      [jobId, after, limit],
    );
  }

  /** The enabled administrators of the Domain, by the kind of their role. */
  async administrators(tx: ReadTx): Promise<{ readonly system: number; readonly domain: number }> {
    const [row] = await tx.sql<{ system: number; domain: number }>(
      `SELECT count(*) FILTER (WHERE r.kind = 'system-administrator')::int AS system,
              count(*) FILTER (WHERE r.kind = 'domain-administrator')::int AS domain
         FROM role r JOIN app_user u ON u.domain_id = r.domain_id AND u.role_id = r.id AND u.enabled
        WHERE r.kind IN ('system-administrator', 'domain-administrator')`,
    );
    return row ?? { system: 0, domain: 0 };
  }

  async page(tx: ReadTx, jobId: string, { outcome, after, limit }: Paging): Promise<(BulkItem & { total: number })[]> {
    const values: unknown[] = [jobId];
    const chosen = ['job_id = $1', ...(outcome ? [`outcome = $${values.push(outcome)}`] : [])].join(' AND ');
    const beyond = after === null ? '' : `AND position > $${values.push(after)}`;
    const counted = `SELECT count(*)::int FROM (SELECT FROM bulk_item WHERE ${chosen} LIMIT ${LIMITS.countedRows + 1}) AS c`;
    return tx.sql(
      `SELECT position, user_id AS "userId", username, outcome, code, ended_sessions AS "endedSessions",
              ended_tokens AS "endedTokens", (${counted}) AS total
         FROM bulk_item WHERE ${chosen} ${beyond} ORDER BY position LIMIT $${values.push(limit)}`,
      values,
    );
  }
}
