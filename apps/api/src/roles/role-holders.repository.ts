import { Injectable } from '@nestjs/common';
import { LIMITS, type UserRef } from 'wardkeep/contracts';
import type { ReadTx } from '../platform/database/transaction.js';

export type Counted = { readonly count: number; readonly first: readonly UserRef[] };

/** How many names an answer carries beside a count. */
const NAMED = 20;

/** Whom a role concerns. */
@Injectable()
export class RoleHolders {
  /** Everybody who holds the role, and those who would have to set up a second factor if it asked for one. */
  async of(tx: ReadTx, roleId: string): Promise<{ readonly holders: Counted; readonly withoutFactor: Counted }> {
    const [row] = await tx.sql<{ holders: Counted; withoutFactor: Counted }>(
      `SELECT ${counted('u.role_id = $1')} AS holders,
              ${counted(`u.role_id = $1 AND u.enabled AND NOT u.totp_enrolled
                         AND u.login_method IN ('standard', 'ldap') AND NOT u.two_factor_required`)} AS "withoutFactor"`,
      [roleId],
    );
    const nobody = { count: 0, first: [] };
    return row ?? { holders: nobody, withoutFactor: nobody };
  }
}

/** As JSON: how many there are, up to a bound, and the first of them by name. */
function counted(condition: string): string {
  return `jsonb_build_object(
    'count', (SELECT count(*) FROM (SELECT FROM app_user u WHERE ${condition} LIMIT ${LIMITS.countedRows}) found),
    'first', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'username', username) ORDER BY username_key), '[]')
                FROM (SELECT u.id, u.username, u.username_key FROM app_user u WHERE ${condition}
                       ORDER BY u.username_key, u.id LIMIT ${NAMED}) named))`;
}
