import { Injectable } from '@nestjs/common';
import type { DirectoryPerson } from 'wardkeep/rules';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import type { ActiveRun } from './sync-run.js';

export type StoredEntry = DirectoryPerson & {
  readonly subject: string;
  readonly dn: string;
  readonly groups: readonly string[];
};

/** A user as a plan sees it; all null where the entry is nobody's yet. */
export type UserBeside = {
  readonly userId: string | null;
  readonly userUsername: string;
  readonly userFirstName: string;
  readonly userLastName: string;
  readonly userEmail: string | null;
  readonly userEnabled: boolean;
  readonly isDisabledBySync: boolean;
  readonly isLastAdministrator: boolean;
};

/** An entry with all that decides about it. */
export type ComparedEntry = StoredEntry &
  UserBeside & {
    readonly usernameKey: string;
    readonly emailKey: string | null;
    readonly usernameHolder: string | null;
    readonly emailHolder: string | null;
  };

/** A name that several entries of a run have, as username or email. */
export type RepeatedName = { readonly key: string; readonly isUsernameOfSeveral: boolean };

export type GoneUser = UserBeside & { readonly subject: string; readonly dn: string | null; readonly userKey: string };

/** Of the administrators that a run leaves enabled; `u` is the one asked about, `$1` the run, `$2` the directory. */
const IS_LAST = `CASE WHEN u.enabled AND r.kind IN ('system-administrator', 'domain-administrator') THEN NOT EXISTS (
    SELECT FROM app_user o JOIN role k ON k.domain_id = o.domain_id AND k.id = o.role_id
     WHERE o.domain_id = u.domain_id AND o.id <> u.id AND o.enabled
       AND (k.kind = 'system-administrator' OR (k.kind = 'domain-administrator' AND k.kind = r.kind))
       AND NOT EXISTS (SELECT FROM outside_identity l
                         LEFT JOIN sync_entry s ON s.domain_id = l.domain_id AND s.run_id = $1 AND s.subject = l.subject
                        WHERE l.domain_id = o.domain_id AND l.user_id = o.id AND l.provider_id = $2
                          AND coalesce(s.disabled, true)))
  ELSE false END`;

const USER = `u.id AS "userId", u.username AS "userUsername", u.first_name AS "userFirstName",
  u.last_name AS "userLastName", u.email AS "userEmail", u.enabled AS "userEnabled",
  i.disabled_by_sync AS "isDisabledBySync", ${IS_LAST} AS "isLastAdministrator"`;

/** What the directory answered, while a run compares it with the users that there are. */
@Injectable()
export class SyncEntriesRepository {
  /** @returns how many were new: fewer than given when a unique id came twice */
  async add(tx: WriteTx, domainId: string, runId: string, entries: readonly StoredEntry[]): Promise<number> {
    const rows = await tx.sql(
      `INSERT INTO sync_entry (domain_id, run_id, subject, dn, username, first_name, last_name, email, groups, disabled)
       SELECT $2, $3, n.subject, n.dn, n.username, n."firstName", n."lastName", n.email, n.groups, n.disabled
         FROM jsonb_to_recordset($1::jsonb) AS n(subject text, dn text, username text, "firstName" text, "lastName" text,
              email text, groups text[], disabled boolean)
       ON CONFLICT DO NOTHING RETURNING 1 AS added`,
      [JSON.stringify(entries), domainId, runId],
    );
    return rows.length;
  }

  /** Once all are there, before they are compared. */
  async analyze(tx: WriteTx): Promise<void> {
    await tx.sql('SELECT analyze_sync_entries()');
  }

  repeatedNames(tx: ReadTx, { id }: ActiveRun): Promise<RepeatedName[]> {
    return tx.sql<RepeatedName>(
      `WITH named AS MATERIALIZED (
         SELECT username_key AS key, true AS is_username FROM sync_entry WHERE run_id = $1 AND username_key <> ''
          UNION ALL
         SELECT email_key, false FROM sync_entry WHERE run_id = $1 AND email_key <> username_key)
       SELECT key, count(*) FILTER (WHERE is_username) > 1 AS "isUsernameOfSeveral" FROM named
        GROUP BY key HAVING count(*) > 1`,
      [id],
    );
  }

  /**
   * The next entries in the order of their usernames, each with its user and with who else has its names. Users are looked
   * up for each entry: joined any other way, the planner may read every user of the directory for each batch.
   */
  compared(
    tx: ReadTx,
    { id, providerId }: ActiveRun,
    after: readonly [usernameKey: string, subject: string] | null,
    limit: number,
  ): Promise<ComparedEntry[]> {
    const holder = (key: string) =>
      `(SELECT n.user_id FROM login_name n WHERE n.domain_id = e.domain_id AND n.name_key = e.${key})`;
    return tx.sql<ComparedEntry>(
      `WITH e AS MATERIALIZED (
         SELECT * FROM sync_entry WHERE run_id = $1 ${after ? 'AND (username_key, subject) > ($4, $5)' : ''}
          ORDER BY username_key, subject LIMIT $3)
       SELECT e.subject, e.dn, e.username, e.first_name AS "firstName", e.last_name AS "lastName", e.email, e.groups,
              e.disabled, e.username_key AS "usernameKey", e.email_key AS "emailKey",
              ${holder('username_key')} AS "usernameHolder", ${holder('email_key')} AS "emailHolder", beside.*
         FROM e LEFT JOIN LATERAL (
           SELECT ${USER}
             FROM outside_identity i
             JOIN app_user u ON u.domain_id = i.domain_id AND u.id = i.user_id
             JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
            WHERE i.domain_id = e.domain_id AND i.provider_id = $2 AND i.subject = e.subject OFFSET 0) AS beside ON true
        ORDER BY e.username_key, e.subject`,
      [id, providerId, limit, ...(after ?? [])],
    );
  }

  /** The next enabled users of the directory whose entry it did not answer, in the order of their usernames. */
  gone(tx: ReadTx, { id, providerId }: ActiveRun, after: string, limit: number): Promise<GoneUser[]> {
    return tx.sql<GoneUser>(
      `WITH i AS MATERIALIZED (
         SELECT * FROM outside_identity WHERE provider_id = $2
            AND NOT EXISTS (SELECT FROM sync_entry e WHERE e.domain_id = outside_identity.domain_id AND e.run_id = $1
                               AND e.subject = outside_identity.subject))
       SELECT i.subject, i.dn, u.username_key AS "userKey", ${USER}
         FROM i JOIN app_user u ON u.domain_id = i.domain_id AND u.id = i.user_id
         JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
        WHERE u.enabled AND u.username_key > $3 ORDER BY u.username_key LIMIT $4`,
      [id, providerId, after, limit],
    );
  }

  /** Where entries were moved to, at most so many of them. @returns how many */
  async follow(tx: WriteTx, { id, providerId }: ActiveRun, limit: number): Promise<number> {
    const rows = await tx.sql(
      `WITH moved AS MATERIALIZED (
         SELECT i.subject, e.dn FROM outside_identity i
           JOIN sync_entry e ON e.domain_id = i.domain_id AND e.run_id = $1 AND e.subject = i.subject
          WHERE i.provider_id = $2 AND i.dn IS DISTINCT FROM e.dn LIMIT $3 FOR UPDATE OF i)
       UPDATE outside_identity i SET dn = moved.dn, seen_at = now() FROM moved
        WHERE i.provider_id = $2 AND i.subject = moved.subject RETURNING 1 AS followed`,
      [id, providerId, limit],
    );
    return rows.length;
  }

  /** Forgets at most so many. @returns how many */
  async remove(tx: WriteTx, runId: string, limit: number): Promise<number> {
    const rows = await tx.sql(
      `WITH chosen AS MATERIALIZED (SELECT subject FROM sync_entry WHERE run_id = $1 ORDER BY subject LIMIT $2)
       DELETE FROM sync_entry WHERE run_id = $1 AND subject <= (SELECT max(subject) FROM chosen) RETURNING 1 AS gone`,
      [runId, limit],
    );
    return rows.length;
  }
}
