import { Injectable } from '@nestjs/common';
import {
  BUILT_IN_GRANTS,
  BUILT_IN_ROLES,
  LIMITS,
  SCOPES,
  type Page,
  type Permission,
  type PermissionHolder,
  type Scope,
  type Total,
} from 'wardkeep/contracts';
import type { PermissionHoldersQueryDto } from 'wardkeep/contracts/dto';
import { decodeCursor, pageOf } from '../../platform/database/keyset.js';
import type { ReadTx } from '../../platform/database/transaction.js';

type Row = {
  readonly id: string;
  readonly username: string;
  readonly username_key: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly enabled: boolean;
  readonly role_id: string;
  readonly role_name: string;
  readonly scope: Scope;
  readonly total: number;
};

/** Of each role that gives it the next holders by name, and of those the first: any page costs the same. */
const statement = (beyond: string, total: string) => `
WITH giving AS MATERIALIZED (
  SELECT * FROM (
    SELECT r.id, r.name, CASE WHEN r.kind IS NOT NULL THEN $2::jsonb ->> r.kind ELSE
             (SELECT one ->> 'scope' FROM jsonb_array_elements(r.permissions) one
               WHERE one ->> 'permission' = $1 LIMIT 1) END AS scope
      FROM role r) roles
   WHERE scope = ANY ($3::text[]))
SELECT u.*, g.id AS role_id, g.name AS role_name, g.scope, ${total} AS total
  FROM giving g CROSS JOIN LATERAL (
    SELECT u.id, u.username, u.username_key, u.first_name, u.last_name, u.enabled FROM app_user u
     WHERE u.role_id = g.id ${beyond} ORDER BY u.username_key, u.id LIMIT $4) u
 ORDER BY u.username_key, u.id LIMIT $4`;

const FIRST = statement(
  '',
  `(SELECT count(*)::int FROM (
     SELECT FROM giving g JOIN app_user u ON u.role_id = g.id LIMIT ${LIMITS.countedRows + 1}) found)`,
);
const NEXT = statement('AND (u.username_key, u.id) > ($5, $6::uuid)', '0');

@Injectable()
export class PermissionHolders {
  async page(tx: ReadTx, permission: Permission, query: PermissionHoldersQueryDto): Promise<Page<PermissionHolder>> {
    const { limit, cursor, scope = 'own' } = query;
    const list = `permission-holders ${tx.domainId} ${permission} ${scope}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['text', 'uuid']);
    const values = [permission, JSON.stringify(builtInScopes(permission)), widerThan(scope), limit + 1];
    const rows = await tx.sql<Row>(after ? NEXT : FIRST, [...values, ...(after?.values ?? [])]);
    return pageOf(rows, {
      limit,
      list,
      total: after?.total ?? totalOf(rows[0]?.total ?? 0),
      valuesOf: (row) => [row.username_key, row.id],
      toItem: toHolder,
    });
  }
}

function totalOf(counted: number): Total {
  const isMore = counted > LIMITS.countedRows;
  return { value: isMore ? LIMITS.countedRows : counted, relation: isMore ? 'atLeast' : 'exact' };
}

/** What the built-in roles say is code. */
function builtInScopes(permission: Permission): Readonly<Record<string, Scope>> {
  return Object.fromEntries(
    BUILT_IN_ROLES.flatMap((kind) =>
      BUILT_IN_GRANTS[kind].filter((grant) => grant.permission === permission).map(({ scope }) => [kind, scope]),
    ),
  );
}

function widerThan(scope: Scope): readonly Scope[] {
  return SCOPES.slice(SCOPES.indexOf(scope));
}

function toHolder(row: Row): PermissionHolder {
  const { id, username, first_name: firstName, last_name: lastName, enabled, scope } = row;
  return {
    user: { id, username, firstName, lastName, enabled },
    role: { id: row.role_id, name: row.role_name },
    scope,
  };
}
