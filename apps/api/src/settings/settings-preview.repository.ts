import { Injectable } from '@nestjs/common';
import { LIMITS } from 'wardkeep/contracts';
import type { ReadTx } from '../platform/database/transaction.js';

/** The Domains that are looked at: these, or all but those. */
export type Reach = { readonly only: readonly string[] } | { readonly allBut: readonly string[] };

/** Which passwords: older than so many days, and not older than so many (null: as old as they may be). */
type Ages = { readonly olderThan: number; readonly notOlderThan: number | null };

type SessionTimes = { readonly idleMinutes: number; readonly absoluteMinutes: number };

const OF_USERS = `FROM app_user u WHERE login_method = 'standard' AND password_hash IS NOT NULL`;
/** Live sessions that are looked at; beyond them nobody needs an exact number. */
const MOST_SESSIONS = 50_000;

/** Whom a change of settings concerns, in a transaction across Domains. Nothing is counted beyond 10,000. */
@Injectable()
export class SettingsPreviewRepository {
  olderPasswords(tx: ReadTx, reach: Reach, { olderThan, notOlderThan }: Ages): Promise<number> {
    return counted(
      tx,
      `SELECT ${OF_USERS} AND NOT must_change_password AND password_changed_at <= now() - $2 * interval '24 hours'
          AND ($3::int IS NULL OR password_changed_at > now() - $3::int * interval '24 hours')`,
      reach,
      [olderThan, notOlderThan],
    );
  }

  /** Passwords on the other side of the switch to this mode: NIST's rules on one, the others on the other. */
  otherMode(tx: ReadTx, reach: Reach, mode: string): Promise<number> {
    const isOther = `(coalesce(password_mode, 'classic') = 'nist') <> ($2::text = 'nist')`;
    return counted(tx, `SELECT ${OF_USERS} AND ${isOther}`, reach, [mode]);
  }

  /** Users of whom nobody asked a second factor yet, and who have none. */
  withoutSecondFactor(tx: ReadTx, reach: Reach): Promise<number> {
    return counted(
      tx,
      `SELECT FROM app_user u WHERE NOT totp_enrolled AND NOT two_factor_required AND enabled
          AND login_method IN ('standard', 'ldap')`,
      reach,
      [],
    );
  }

  /** Sessions that live by the first limits and not by the second, or that are more than a user may have. */
  sessionsOver(tx: ReadTx, reach: Reach, now: SessionTimes, then: SessionTimes & { maxConcurrent: number }) {
    const live = `
      SELECT u.started_at, u.last_seen_at,
             row_number() OVER (PARTITION BY u.domain_id, u.user_id ORDER BY u.started_at DESC) AS place
        FROM session u WHERE ended_at IS NULL AND ends_at > now()
         AND started_at > now() - $2::int * interval '1 minute'
         AND last_seen_at > now() - $3::int * interval '1 minute' AND ${within(reach)} LIMIT ${MOST_SESSIONS}`;
    return counted(
      tx,
      `SELECT FROM (${live}) s WHERE (place > $4::int OR started_at <= now() - $5::int * interval '1 minute'
          OR last_seen_at <= now() - $6::int * interval '1 minute')`,
      reach,
      [now.absoluteMinutes, now.idleMinutes, then.maxConcurrent, then.absoluteMinutes, then.idleMinutes],
      true,
    );
  }
}

function within(reach: Reach): string {
  return 'only' in reach ? 'u.domain_id = ANY ($1::uuid[])' : 'u.domain_id <> ALL ($1::uuid[])';
}

async function counted(
  tx: ReadTx,
  select: string,
  reach: Reach,
  values: readonly unknown[],
  isWithin = false,
): Promise<number> {
  const bounded = `${select} ${isWithin ? '' : `AND ${within(reach)}`} LIMIT ${LIMITS.countedRows}`;
  const domains = 'only' in reach ? reach.only : reach.allBut;
  const [row] = await tx.sql<{ n: number }>(`SELECT count(*)::int AS n FROM (${bounded}) bounded`, [
    domains,
    ...values,
  ]);
  return row?.n ?? 0;
}
