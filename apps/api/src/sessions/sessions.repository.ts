import { Injectable } from '@nestjs/common';
import type { BuiltInRole, Grant, LoginMethodKind, SessionEnd } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

export type NewSession = {
  readonly id: string;
  readonly domainId: string;
  readonly userId: string;
  readonly method: LoginMethodKind;
  readonly device: string;
  readonly address: string;
  readonly csrfToken: string;
  readonly lastsMinutes: number;
  /** Those that end with it. */
  readonly replaces: readonly string[];
  readonly replacedBecause: SessionEnd;
};

/** `ended`: those replaced that had not ended yet. */
export type AddedSession = { readonly startedAt: Date; readonly endsAt: Date; readonly ended: readonly string[] };

/** A session that has not ended, with all that its requests need to know. */
export type SessionFacts = {
  readonly id: string;
  readonly user_id: string;
  readonly method: LoginMethodKind;
  readonly device: string;
  readonly address: string;
  readonly csrf_token: string;
  readonly started_at: Date;
  readonly last_seen_at: Date;
  readonly ends_at: Date;
  readonly read_at: Date;
  readonly username: string;
  readonly user_enabled: boolean;
  /** Made by an administrator: it opens nothing but its own change. */
  readonly has_temporary_password: boolean;
  readonly login_method: LoginMethodKind;
  readonly totp_enrolled: boolean;
  readonly two_factor_required: boolean;
  readonly role_two_factor_required: boolean;
  readonly domain_id: string;
  readonly domain_name: string;
  readonly domain_display_name: string;
  readonly domain_primary: boolean;
  readonly domain_enabled: boolean;
  readonly banner_text: string | null;
  readonly banner_color: string | null;
  readonly role_id: string;
  readonly role_kind: BuiltInRole | null;
  readonly role_permissions: readonly Grant[];
};

type Times = { readonly idleMinutes: number; readonly absoluteMinutes: number };

export type EndedSession = { readonly id: string; readonly userId: string };

@Injectable()
export class SessionsRepository {
  /** Sessions of a user that have not ended; those past their idle or absolute end are not live. */
  live(
    tx: ReadTx,
    userId: string,
    { idleMinutes, absoluteMinutes }: Times,
  ): Promise<{ id: string; startedAt: Date }[]> {
    return tx.prepared(
      `SELECT id, started_at AS "startedAt" FROM session WHERE user_id = $1 AND ended_at IS NULL
          AND ends_at > now() AND started_at > now() - $3::int * interval '1 minute'
          AND last_seen_at > now() - $2::int * interval '1 minute' ORDER BY started_at, id`,
      [userId, idleMinutes, absoluteMinutes],
    );
  }

  async add(tx: WriteTx, session: NewSession): Promise<AddedSession> {
    const [row] = await tx.prepared<AddedSession>(
      `WITH ended AS (
         UPDATE session SET ended_at = now(), ended_because = $10 WHERE id = ANY ($9::uuid[]) AND ended_at IS NULL
         RETURNING id)
       INSERT INTO session (id, domain_id, user_id, method, device, address, csrf_token, ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8::int * interval '1 minute')
       RETURNING started_at AS "startedAt", ends_at AS "endsAt", ARRAY(SELECT id FROM ended) AS ended`,
      [
        session.id,
        session.domainId,
        session.userId,
        session.method,
        session.device,
        session.address,
        session.csrfToken,
        session.lastsMinutes,
        session.replaces,
        session.replacedBecause,
      ],
    );
    if (!row) throw new Error('The session was not stored');
    return row;
  }

  async facts(tx: ReadTx, id: string): Promise<SessionFacts | null> {
    const [row] = await tx.prepared<SessionFacts>(
      `SELECT s.id, s.user_id, s.method, s.device, s.address, s.csrf_token, s.started_at, s.last_seen_at, s.ends_at,
              now() AS read_at, u.username, u.enabled AS user_enabled, u.login_method,
              u.must_change_password AND u.password_expires_at IS NOT NULL AS has_temporary_password,
              u.totp_enrolled, u.two_factor_required, r.two_factor_required AS role_two_factor_required, d.id AS domain_id,
              d.name AS domain_name, d.display_name AS domain_display_name, d.is_primary AS domain_primary,
              d.enabled AS domain_enabled, d.banner_text, d.banner_color, r.id AS role_id, r.kind AS role_kind,
              r.permissions AS role_permissions
         FROM session s
         JOIN app_user u ON u.domain_id = s.domain_id AND u.id = s.user_id
         JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
         JOIN domain d ON d.id = s.domain_id
        WHERE s.id = $1 AND s.ended_at IS NULL`,
      [id],
    );
    return row ?? null;
  }

  async byId(tx: ReadTx, id: string): Promise<EndedSession | null> {
    const [row] = await tx.sql<EndedSession>('SELECT id, user_id AS "userId" FROM session WHERE id = $1', [id]);
    return row ?? null;
  }

  async whyEnded(tx: ReadTx, id: string, userId: string): Promise<SessionEnd | null> {
    const [row] = await tx.sql<{ because: SessionEnd | null }>(
      'SELECT ended_because AS because FROM session WHERE id = $1 AND user_id = $2',
      [id, userId],
    );
    return row?.because ?? null;
  }

  /** Ends those of the given sessions that have not ended yet. */
  async end(tx: WriteTx, ids: readonly string[], because: SessionEnd): Promise<EndedSession[]> {
    if (ids.length === 0) return [];
    return tx.sql<EndedSession>(
      `UPDATE session SET ended_at = now(), ended_because = $2 WHERE id = ANY ($1::uuid[]) AND ended_at IS NULL
       RETURNING id, user_id AS "userId"`,
      [ids, because],
    );
  }

  endOfUser(tx: WriteTx, userId: string, because: SessionEnd, exceptId: string | null): Promise<EndedSession[]> {
    return tx.sql<EndedSession>(
      `UPDATE session SET ended_at = now(), ended_because = $2
        WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3::uuid RETURNING id, user_id AS "userId"`,
      [userId, because, exceptId],
    );
  }

  async endOfDomain(tx: WriteTx, domainId: string, because: SessionEnd): Promise<number> {
    const rows = await tx.sql(
      `UPDATE session SET ended_at = now(), ended_because = $2 WHERE domain_id = $1 AND ended_at IS NULL RETURNING id`,
      [domainId, because],
    );
    return rows.length;
  }

  /** In a transaction across Domains. */
  async endEverywhere(tx: WriteTx, because: SessionEnd): Promise<number> {
    const rows = await tx.sql(
      'UPDATE session SET ended_at = now(), ended_because = $1 WHERE ended_at IS NULL RETURNING id',
      [because],
    );
    return rows.length;
  }

  /** Last-seen times gathered in memory, each as its age at the time of writing: only the database's clock counts. */
  async touch(tx: WriteTx, seen: readonly { id: string; ageMs: number }[]): Promise<void> {
    await tx.sql(
      `UPDATE session s SET last_seen_at = greatest(s.last_seen_at, now() - t.age * interval '1 millisecond')
         FROM unnest($1::uuid[], $2::float8[]) AS t(id, age) WHERE s.id = t.id AND s.ended_at IS NULL`,
      [seen.map(({ id }) => id), seen.map(({ ageMs }) => ageMs)],
    );
  }
}
