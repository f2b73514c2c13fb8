import { Injectable } from '@nestjs/common';
import type { BuiltInRole, FieldChange, LoginMethodKind } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import type { GivenRole, HeldIdentity, NewDirectoryUser, OutsideIdentity } from './directory-users.js';
import { VERSION_FIELDS } from './users.repository.js';

/** A locked user of a directory. */
export type DirectoryUserRow = {
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly enabled: boolean;
  readonly isDisabledBySync: boolean;
  readonly roleKind: BuiltInRole | null;
};

/** Every field that a directory may change, as it is to be. */
export type DirectoryFields = Pick<DirectoryUserRow, 'id' | 'firstName' | 'lastName' | 'email' | 'enabled'>;

export type UsersFrom = { readonly source: string; readonly loginMethod: LoginMethodKind };

export type VersionAuthor = { readonly id: string; readonly username: string } | null;

/** Users of directories, many in one statement. Lists are sent as JSON: one parameter, whatever their length. */
@Injectable()
export class DirectoryUsersRepository {
  async identity(tx: ReadTx, providerId: string, subject: string): Promise<OutsideIdentity | null> {
    const [row] = await tx.sql<OutsideIdentity>(
      `SELECT user_id AS "userId", dn, disabled_by_sync AS "isDisabledBySync" FROM outside_identity
        WHERE provider_id = $1 AND subject = $2`,
      [providerId, subject],
    );
    return row ?? null;
  }

  /** Whom of which directory a user is. */
  async identityOf(tx: ReadTx, userId: string): Promise<HeldIdentity | null> {
    const [row] = await tx.sql<HeldIdentity>(
      `SELECT provider_id AS "providerId", subject, user_id AS "userId", dn, disabled_by_sync AS "isDisabledBySync"
         FROM outside_identity WHERE user_id = $1`,
      [userId],
    );
    return row ?? null;
  }

  givenRoles(tx: ReadTx): Promise<GivenRole[]> {
    return tx.sql<GivenRole>(
      `SELECT id, name, kind IS NOT DISTINCT FROM 'read-only' AS "isReadOnly" FROM role
        WHERE kind IS DISTINCT FROM 'system-administrator'`,
    );
  }

  /** Which of the names are login names already, and whose. */
  async holders(tx: ReadTx, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.sql<{ name: string; userId: string }>(
      `WITH wanted AS MATERIALIZED (SELECT name, lower(name) COLLATE "C" AS key FROM unnest($1::text[]) AS name)
       SELECT w.name, n.user_id AS "userId" FROM wanted w JOIN login_name n ON n.name_key = w.key`,
      [names],
    );
    return new Map(rows.map(({ name, userId }) => [name, userId]));
  }

  async knownSubjects(tx: ReadTx, providerId: string, subjects: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.sql<{ subject: string }>(
      'SELECT subject FROM outside_identity WHERE provider_id = $1 AND subject = ANY ($2::text[])',
      [providerId, subjects],
    );
    return new Set(rows.map(({ subject }) => subject));
  }

  /** Makes those whose names nobody took meanwhile. @returns the ids of those made */
  async add(
    tx: WriteTx,
    domainId: string,
    { source, loginMethod }: UsersFrom,
    users: readonly (NewDirectoryUser & { readonly id: string })[],
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.sql<{ id: string }>(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, email, role_id, login_method, source)
       SELECT n.id, $2, n.username, n."firstName", n."lastName", n.email, n."roleId", $4, $3
         FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, username text, "firstName" text, "lastName" text, email text,
              "roleId" uuid)
       ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(users), domainId, source, loginMethod],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async link(
    tx: WriteTx,
    domainId: string,
    providerId: string,
    users: readonly (NewDirectoryUser & { readonly id: string })[],
  ): Promise<void> {
    await tx.sql(
      `INSERT INTO outside_identity (domain_id, provider_id, subject, user_id, dn)
       SELECT $2, $3, n.subject, n.id, n.dn FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, subject text, dn text)`,
      [JSON.stringify(users), domainId, providerId],
    );
  }

  /** Those that are left, in the order of their ids, so that two batches never wait for each other. */
  lock(tx: WriteTx, providerId: string, ids: readonly string[]): Promise<DirectoryUserRow[]> {
    return tx.sql<DirectoryUserRow>(
      `SELECT u.id, u.username, u.first_name AS "firstName", u.last_name AS "lastName", u.email, u.enabled,
              i.disabled_by_sync AS "isDisabledBySync", r.kind AS "roleKind"
         FROM app_user u JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
         JOIN outside_identity i ON i.domain_id = u.domain_id AND i.user_id = u.id AND i.provider_id = $2
        WHERE u.id = ANY ($1::uuid[]) ORDER BY u.id FOR UPDATE OF u`,
      [ids, providerId],
    );
  }

  async save(tx: WriteTx, users: readonly DirectoryFields[]): Promise<void> {
    await tx.sql(
      `UPDATE app_user u SET first_name = n."firstName", last_name = n."lastName", email = n.email, enabled = n.enabled,
              version = version + 1, updated_at = now()
         FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, "firstName" text, "lastName" text, email text, enabled boolean)
        WHERE u.id = n.id`,
      [JSON.stringify(users)],
    );
  }

  /** Keeps the version that each row has now. */
  async addVersions(
    tx: WriteTx,
    author: VersionAuthor,
    versions: readonly { readonly userId: string; readonly changes: readonly FieldChange[] }[],
  ): Promise<void> {
    await tx.sql(
      `INSERT INTO user_version (domain_id, user_id, version, actor_id, actor_username, changes, fields)
       SELECT u.domain_id, u.id, u.version, $2, $3, n.changes, ${VERSION_FIELDS}
         FROM jsonb_to_recordset($1::jsonb) AS n("userId" uuid, changes jsonb)
         JOIN app_user u ON u.id = n."userId" JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id`,
      [JSON.stringify(versions), author?.id ?? null, author?.username ?? null],
    );
  }

  async markDisabled(tx: WriteTx, providerId: string, userIds: readonly string[]): Promise<void> {
    await tx.sql(
      'UPDATE outside_identity SET disabled_by_sync = true WHERE provider_id = $1 AND user_id = ANY ($2::uuid[])',
      [providerId, userIds],
    );
  }

  /** Where the entry is now, and that it was met. */
  async markSeen(tx: WriteTx, providerId: string, subject: string, dn: string | null): Promise<void> {
    await tx.sql('UPDATE outside_identity SET dn = $3, seen_at = now() WHERE provider_id = $1 AND subject = $2', [
      providerId,
      subject,
      dn,
    ]);
  }
}
