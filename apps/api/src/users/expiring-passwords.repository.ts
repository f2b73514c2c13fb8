import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';
import type { AccountRecord } from './user-record.js';

/** Somebody whose password ends in so many days. */
export type Expiring = Pick<
  AccountRecord,
  'id' | 'domain_id' | 'username' | 'first_name' | 'last_name' | 'email' | 'language'
> & { readonly days: number };

/** What was announced is kept with the end that it announced: a new password is announced anew, the same never twice. */
@Injectable()
export class ExpiringPasswords {
  /** Marks and answers the next users of the Domain who are to be told: at each step once, only at the last one missed. */
  take(tx: WriteTx, domainId: string, steps: readonly number[], limit: number): Promise<Expiring[]> {
    return tx.sql<Expiring>(
      `WITH due AS MATERIALIZED (
         SELECT id, step
           FROM app_user,
                LATERAL (SELECT min(s) AS step FROM unnest($2::int[]) AS s
                          WHERE password_expires_at <= now() + s * interval '24 hours') AS reached
          WHERE domain_id = $1 AND password_expires_at > now()
            AND password_expires_at <= now() + (SELECT max(s) FROM unnest($2::int[]) AS s) * interval '24 hours'
            AND enabled AND login_method = 'standard' AND email IS NOT NULL AND email_notifications
            AND NOT must_change_password
            AND (expiry_told_for IS DISTINCT FROM password_expires_at OR expiry_told_days > step)
          ORDER BY password_expires_at, id LIMIT $3 FOR UPDATE OF app_user SKIP LOCKED)
       UPDATE app_user u SET expiry_told_for = u.password_expires_at, expiry_told_days = due.step
         FROM due WHERE u.domain_id = $1 AND u.id = due.id
       RETURNING u.id, u.domain_id, u.username, u.first_name, u.last_name, u.email, u.language,
                 ceil(extract(epoch FROM u.password_expires_at - now()) / 86400)::int AS days`,
      [domainId, steps, limit],
    );
  }
}
