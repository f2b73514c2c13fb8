import { Injectable } from '@nestjs/common';
import type { BuiltInRole, Grant } from 'wardkeep/contracts';
import type { AnyActor } from '../../platform/actor.js';
import { auditOfEach } from '../../platform/database/audit-writer.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { VERSION_FIELDS } from '../users.repository.js';
import type { ImportedUser, OnWhoseBehalf, StoredCredential, WaitingUsers } from './imported-users.js';

export type ImportedUserRow = Pick<ImportedUser, 'position' | 'roleId' | 'invited'> & {
  readonly eventId: string;
  readonly credential: (Omit<StoredCredential, 'hash'> & { readonly sealed: string }) | null;
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

const FIELDS = `id, domain_id, username, first_name, last_name, email, phone, role_id, enabled, two_factor_required,
  time_zone, language, email_notifications, invited, password_hash, must_change_password, password_changed_at,
  password_expires_at, password_mode, password_min_length`;

/** Users as they are to be, by the names of their columns, with their event and changes beside. */
const WANTED = `w.id, w.changes, n.event_id, w.fields ->> 'username' AS username,
  coalesce(w.fields ->> 'firstName', '') AS first_name, coalesce(w.fields ->> 'lastName', '') AS last_name,
  w.fields ->> 'email' AS email, w.fields ->> 'phone' AS phone, n.role_id,
  coalesce((w.fields ->> 'enabled')::boolean, true) AS enabled,
  coalesce((w.fields ->> 'twoFactorRequired')::boolean, false) AS two_factor_required,
  w.fields ->> 'timeZone' AS time_zone, w.fields ->> 'language' AS language,
  coalesce((w.fields ->> 'emailNotifications')::boolean, true) AS email_notifications, n.invited,
  c.sealed AS password_hash, coalesce(c."mustChange", false) AS must_change_password,
  CASE WHEN c.sealed IS NOT NULL THEN now() END AS password_changed_at,
  now() + c.hours * interval '1 hour' AS password_expires_at, c.mode AS password_mode,
  c."minLength" AS password_min_length`;

/** Users of files, many in one statement. */
@Injectable()
export class ImportedUsersRepository {
  /**
   * Makes them with their first versions and events. There is no ON CONFLICT: it looks each unique name up twice, which is
   * a fifth of the whole, and a name that somebody took a moment ago fails the transaction as it does for one user.
   */
  async add(
    tx: WriteTx,
    actor: AnyActor,
    { who, detail }: OnWhoseBehalf,
    users: readonly ImportedUserRow[],
    waiting: WaitingUsers,
  ): Promise<void> {
    const sealed = users.flatMap(({ position, credential }) => (credential ? [{ position, ...credential }] : []));
    const values: unknown[] = [];
    const add = (value: unknown) => `$${values.push(value)}`;
    await tx.sql(
      `WITH wanted AS MATERIALIZED (
         SELECT ${add(actor.domain.id)}::uuid AS domain_id, ${WANTED}
           FROM unnest(${add(users.map(({ position }) => position))}::int[], ${add(users.map(({ roleId }) => roleId))}::uuid[],
                  ${add(users.map(({ eventId }) => eventId))}::uuid[], ${add(users.map(({ invited }) => invited))}::boolean[])
                AS n(position, role_id, event_id, invited)
           JOIN (${waiting(add)}) w ON w.position = n.position
           LEFT JOIN jsonb_to_recordset(${add(JSON.stringify(sealed))}::jsonb) AS c(position int, sealed text,
                "mustChange" boolean, hours int, mode text, "minLength" int) ON c.position = n.position),
       roles AS MATERIALIZED (SELECT id, name FROM role),
       made AS (INSERT INTO app_user (${FIELDS}) SELECT ${FIELDS} FROM wanted),
       kept AS (
         INSERT INTO user_version (domain_id, user_id, version, actor_id, actor_username, changes, fields)
         SELECT u.domain_id, u.id, 1, ${add(who.id)}::uuid, ${add(who.username)}, u.changes, ${VERSION_FIELDS}
           FROM wanted u JOIN roles r ON r.id = u.role_id)
       ${auditOfEach(actor, { type: 'user.created', detail, actor: who }, 'wanted', add)}`,
      values,
    );
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
