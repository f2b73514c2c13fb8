import { Injectable } from '@nestjs/common';
import { BUILT_IN_ROLES, LIMITS, type BuiltInRole, type Grant, type UserRef } from 'wardkeep/contracts';
import type { ReadTx } from '../../platform/database/transaction.js';

export type RoleWithGranters = {
  readonly id: string;
  readonly name: string;
  readonly kind: BuiltInRole | null;
  readonly permissions: readonly Grant[];
  /** Enabled holders beside the user in question; 0 for a role that gives nothing on. */
  readonly holders: number;
  readonly first: readonly UserRef[] | null;
};

export type CheckedUser = {
  readonly id: string;
  readonly username_key: string;
  readonly enabled: boolean;
  readonly role_id: string;
  readonly role_version: number;
};

export type CheckedRole = {
  readonly id: string;
  readonly kind: BuiltInRole | null;
  readonly permissions: readonly Grant[];
};

const NAMED = 3;
const COUNTED = 1_000;
/** Along the index: without an order, the planner reads every user to count the holders of a role that few have. */
const BY_NAME = 'ORDER BY u.username_key, u.id';

/** Roles whose holders may be able to give others something: they assign roles, or change them. */
const GIVES_ON = `(r.kind IN ('system-administrator', 'domain-administrator')
  OR r.permissions @> '[{"permission": "roles:assign"}]' OR r.permissions @> '[{"permission": "roles:update"}]')`;

const USER = 'SELECT id, username_key, enabled, role_id FROM app_user';

function withRole(users: string): string {
  return `WITH found AS MATERIALIZED (${users})
    SELECT f.id, f.username_key, f.enabled, f.role_id, r.version AS role_version
      FROM found f JOIN role r ON r.id = f.role_id`;
}

@Injectable()
export class AccessRepository {
  rolesWithGranters(tx: ReadTx, userId: string): Promise<RoleWithGranters[]> {
    const others = 'FROM app_user u WHERE u.role_id = r.id AND u.enabled AND u.id <> $1';
    return tx.sql<RoleWithGranters>(
      `SELECT r.id, r.name, r.kind, r.permissions,
              CASE WHEN ${GIVES_ON} THEN
                (SELECT count(*)::int FROM (SELECT ${others} ${BY_NAME} LIMIT ${COUNTED}) found) ELSE 0 END AS holders,
              CASE WHEN ${GIVES_ON} THEN
                (SELECT jsonb_agg(jsonb_build_object('id', id, 'username', username) ORDER BY username_key)
                   FROM (SELECT u.id, u.username, u.username_key ${others} ${BY_NAME}
                          LIMIT ${NAMED}) named) END AS first
         FROM role r ORDER BY array_position($2::text[], r.kind), r.name_key LIMIT ${LIMITS.roles}`,
      [userId, BUILT_IN_ROLES],
    );
  }

  /** Those of the users, named by id or by username in lower case, whom the Domain knows. */
  users(tx: ReadTx, ids: readonly string[], nameKeys: readonly string[]): Promise<CheckedUser[]> {
    if (nameKeys.length === 0) return tx.prepared<CheckedUser>(withRole(`${USER} WHERE id = ANY ($1::uuid[])`), [ids]);
    return tx.prepared<CheckedUser>(
      withRole(`${USER} WHERE id = ANY ($1::uuid[]) UNION ${USER} WHERE username_key = ANY ($2::text[])`),
      [ids, nameKeys],
    );
  }

  roles(tx: ReadTx, ids: readonly string[]): Promise<CheckedRole[]> {
    return tx.sql<CheckedRole>('SELECT id, kind, permissions FROM role WHERE id = ANY ($1::uuid[])', [ids]);
  }
}
