import { Injectable } from '@nestjs/common';
import { BUILT_IN_ROLES, LIMITS, type BuiltInRole, type Grant } from 'wardkeep/contracts';
import type { AnyActor } from '../platform/actor.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

export type RoleRow = {
  readonly id: string;
  readonly kind: BuiltInRole | null;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
  readonly holders: number;
  readonly version: number;
  readonly isOwn: boolean;
};

/** What people write of a role. */
export type RoleFields = Pick<RoleRow, 'name' | 'description' | 'permissions' | 'twoFactorRequired'>;

/** `$1` is who asks, null for nobody. */
const ROLE = `SELECT r.id, r.kind, r.name, r.description, r.permissions, r.two_factor_required AS "twoFactorRequired",
  r.version, (SELECT count(*)::int FROM (SELECT FROM app_user u WHERE u.domain_id = r.domain_id AND u.role_id = r.id
  LIMIT ${LIMITS.countedRows}) held) AS holders,
  EXISTS (SELECT FROM app_user u WHERE u.domain_id = r.domain_id AND u.id = $1::uuid AND u.role_id = r.id) AS "isOwn"
  FROM role r`;

@Injectable()
export class RolesRepository {
  all(tx: ReadTx, actorId: string | null): Promise<RoleRow[]> {
    return tx.sql<RoleRow>(`${ROLE} ORDER BY array_position($2::text[], r.kind), r.name_key LIMIT ${LIMITS.roles}`, [
      actorId,
      BUILT_IN_ROLES,
    ]);
  }

  async byId(tx: ReadTx, id: string, actorId: string | null): Promise<RoleRow | null> {
    const [row] = await tx.sql<RoleRow>(`${ROLE} WHERE r.id = $2`, [actorId, id]);
    return row ?? null;
  }

  /** The role, which nobody changes, gives or deletes before the transaction ends. */
  async lock(tx: WriteTx, id: string, actorId: string): Promise<RoleRow | null> {
    await tx.sql('SELECT FROM role WHERE id = $1 FOR UPDATE', [id]);
    return this.byId(tx, id, actorId);
  }

  /** How many roles there are; whoever makes another waits for whoever counted before. */
  async count(tx: WriteTx): Promise<number> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('roles:' || $1, 0))`, [tx.domainId]);
    const [row] = await tx.sql<{ count: number }>('SELECT count(*)::int AS count FROM role');
    return row?.count ?? 0;
  }

  async addBuiltIn(
    tx: WriteTx,
    role: { id: string; domainId: string; kind: BuiltInRole; name: string; description: string },
  ): Promise<void> {
    await tx.sql('INSERT INTO role (id, domain_id, kind, name, description) VALUES ($1, $2, $3, $4, $5)', [
      role.id,
      role.domainId,
      role.kind,
      role.name,
      role.description,
    ]);
  }

  async add(tx: WriteTx, id: string, domainId: string, role: RoleFields): Promise<void> {
    await tx.sql(
      `INSERT INTO role (id, domain_id, name, description, permissions, two_factor_required)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, domainId, role.name, role.description, JSON.stringify(role.permissions), role.twoFactorRequired],
    );
  }

  async save(tx: WriteTx, id: string, role: RoleFields): Promise<void> {
    await tx.sql(
      `UPDATE role SET name = $2, description = $3, permissions = $4, two_factor_required = $5,
              version = version + 1, updated_at = now() WHERE id = $1`,
      [id, role.name, role.description, JSON.stringify(role.permissions), role.twoFactorRequired],
    );
  }

  async remove(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('DELETE FROM role WHERE id = $1', [id]);
  }

  /** Keeps what the role gives from now on. */
  async addVersion(tx: WriteTx, actor: AnyActor, id: string): Promise<void> {
    await tx.sql(
      `INSERT INTO role_version
         (domain_id, role_id, version, actor_id, actor_username, name, permissions, two_factor_required)
       SELECT domain_id, id, version, $2, $3, name, permissions, two_factor_required FROM role WHERE id = $1`,
      [id, actor.kind === 'user' ? actor.userId : null, actor.kind === 'user' ? actor.username : null],
    );
  }
}
