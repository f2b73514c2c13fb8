import { Injectable } from '@nestjs/common';
import type { BuiltInRole, Grant } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import type { ImportedUser } from './imported-users.js';

export type ImportedUserRow = Omit<ImportedUser, 'credential' | 'changes'> & {
  readonly sealed: string | null;
  readonly hours: number | null;
  readonly mustChange: boolean;
  readonly mode: string | null;
  readonly minLength: number | null;
};

type GivenByName = {
  readonly id: string;
  readonly name: string;
  readonly kind: BuiltInRole | null;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
};

/** Fields as they are to be; those that are absent stay. */
export type ImportedValues = { readonly id: string; readonly values: Readonly<Record<string, unknown>> };

const given = (field: string, column: string, type = 'text') =>
  `${column} = CASE WHEN n.values ? '${field}' THEN (n.values ->> '${field}')::${type} ELSE u.${column} END`;

const SETS = [
  given('firstName', 'first_name'),
  given('lastName', 'last_name'),
  given('email', 'email'),
  given('phone', 'phone'),
  given('roleId', 'role_id', 'uuid'),
  given('enabled', 'enabled', 'boolean'),
  given('twoFactorRequired', 'two_factor_required', 'boolean'),
  given('timeZone', 'time_zone'),
  given('language', 'language'),
  given('emailNotifications', 'email_notifications', 'boolean'),
].join(', ');

/** Users of files, many in one statement. */
@Injectable()
export class ImportedUsersRepository {
  /** Makes those whose names nobody took meanwhile. @returns the ids of those made */
  async add(tx: WriteTx, domainId: string, users: readonly ImportedUserRow[]): Promise<ReadonlySet<string>> {
    const rows = await tx.sql<{ id: string }>(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, email, phone, role_id, enabled,
         two_factor_required, time_zone, language, email_notifications, invited, password_hash, must_change_password,
         password_changed_at, password_expires_at, password_mode, password_min_length)
       SELECT n.id, $2, n.username, n."firstName", n."lastName", n.email, n.phone, n."roleId", n.enabled,
              n."twoFactorRequired", n."timeZone", n.language, n."emailNotifications", n.invited, n.sealed, n."mustChange",
              CASE WHEN n.sealed IS NOT NULL THEN now() END, now() + n.hours * interval '1 hour', n.mode, n."minLength"
         FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, username text, "firstName" text, "lastName" text, email text,
              phone text, "roleId" uuid, enabled boolean, "twoFactorRequired" boolean, "timeZone" text, language text,
              "emailNotifications" boolean, invited boolean, sealed text, "mustChange" boolean, hours int, mode text,
              "minLength" int)
       ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(users), domainId],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The roles of the transaction's Domain, as far as rules ask. */
  roles(tx: ReadTx): Promise<GivenByName[]> {
    return tx.sql<GivenByName>(
      'SELECT id, name, kind, permissions, two_factor_required AS "twoFactorRequired" FROM role',
    );
  }

  /** @returns the version that each has now */
  async save(tx: WriteTx, users: readonly ImportedValues[]): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.sql<{ id: string; version: number }>(
      `UPDATE app_user u SET ${SETS}, version = u.version + 1, updated_at = now()
         FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, "values" jsonb)
        WHERE u.id = n.id RETURNING u.id, u.version`,
      [JSON.stringify(users)],
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  async remove(tx: WriteTx, ids: readonly string[]): Promise<void> {
    await tx.sql('DELETE FROM app_user WHERE id = ANY ($1::uuid[])', [ids]);
  }

  /** Locks those that are left, in the order of their ids, so that two batches never wait for each other. */
  async lock(tx: WriteTx, ids: readonly string[]): Promise<void> {
    await tx.sql('SELECT id FROM app_user WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  }
}
