import { Injectable } from '@nestjs/common';
import type {
  BuiltInRole,
  FieldChange,
  Grant,
  Page,
  TotpStatus,
  UserVersion,
  UserVersionDetail,
} from 'wardkeep/contracts';
import type { HistoryQueryDto } from 'wardkeep/contracts/dto';
import { decodeCursor, pageOf } from '../platform/database/keyset.js';
import type { ReadTx } from '../platform/database/transaction.js';

type Row = {
  readonly version: number;
  readonly at: Date;
  readonly actor_id: string | null;
  readonly actor_username: string | null;
  readonly changes: readonly FieldChange[];
  readonly fields: Readonly<Record<string, unknown>>;
};

/** A version as it was at a time. The role's name and permissions are null where nobody kept them. */
export type PastVersion = {
  readonly version: number;
  readonly at: Date;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly role_kind: BuiltInRole | null;
  readonly role_name: string | null;
  readonly role_permissions: readonly Grant[] | null;
  readonly totp: TotpStatus;
};

/** What a user was at each of its versions. */
@Injectable()
export class UserVersions {
  async page(tx: ReadTx, userId: string, query: HistoryQueryDto): Promise<Page<UserVersion>> {
    const { limit, sort, cursor } = query;
    const list = `user-versions ${userId} ${sort}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['number']);
    const [order, beyond] = sort === 'version' ? ['ASC', '>'] : ['DESC', '<'];
    const rows = await tx.sql<Row & { total: number }>(
      `SELECT version, at, actor_id, actor_username, changes, fields,
              (SELECT count(*)::int FROM user_version WHERE user_id = $1) AS total
         FROM user_version WHERE user_id = $1 ${after ? `AND version ${beyond} $3` : ''}
        ORDER BY version ${order} LIMIT $2`,
      [userId, limit + 1, ...(after ? [after.values[0]] : [])],
    );
    return pageOf(rows, {
      limit,
      list,
      total: after?.total ?? { value: rows[0]?.total ?? 0, relation: 'exact' },
      valuesOf: (row) => [row.version],
      toItem: toVersion,
    });
  }

  /** The version that was current at a time, with the role as it was then; null before the first. */
  async at(tx: ReadTx, userId: string, at: string): Promise<PastVersion | null> {
    const [row] = await tx.sql<PastVersion>(
      `SELECT v.version, v.at, v.fields, r.kind AS role_kind, p.name AS role_name, p.permissions AS role_permissions,
              coalesce((SELECT one ->> 'after' FROM user_version t, jsonb_array_elements(t.changes) one
                 WHERE t.user_id = $1 AND t.at <= $2 AND one ->> 'field' = 'totp' ORDER BY t.version DESC LIMIT 1),
                 'not_enrolled') AS totp
         FROM user_version v
         LEFT JOIN role r ON r.id = (v.fields ->> 'roleId')::uuid
         LEFT JOIN LATERAL (SELECT name, permissions FROM role_version
           WHERE role_id = (v.fields ->> 'roleId')::uuid AND at <= $2 ORDER BY version DESC LIMIT 1) p ON true
        WHERE v.user_id = $1 AND v.at <= $2 ORDER BY v.version DESC LIMIT 1`,
      [userId, at],
    );
    return row ?? null;
  }

  async one(tx: ReadTx, userId: string, version: number): Promise<UserVersionDetail | null> {
    const [row] = await tx.sql<Row>(
      `SELECT version, at, actor_id, actor_username, changes, fields FROM user_version WHERE user_id = $1 AND version = $2`,
      [userId, version],
    );
    return row ? { ...toVersion(row), fields: row.fields } : null;
  }
}

function toVersion(row: Row): UserVersion {
  return {
    version: row.version,
    at: row.at.toISOString(),
    actor: row.actor_id ? { id: row.actor_id, username: row.actor_username ?? '' } : null,
    changes: row.changes,
  };
}
