import { Injectable } from '@nestjs/common';
import { BUILT_IN_ROLES, type BuiltInRole, type Grant } from 'wardkeep/contracts';
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
};

const ROLE = `SELECT r.id, r.kind, r.name, r.description, r.permissions, r.two_factor_required AS "twoFactorRequired",
  r.version, (SELECT count(*)::int FROM (SELECT FROM app_user u WHERE u.domain_id = r.domain_id AND u.role_id = r.id
  LIMIT 10000) held) AS holders FROM role r`;

/** More roles than a Domain will ever have; the list is one page. */
const MOST_ROLES = 200;

@Injectable()
export class RolesRepository {
  all(tx: ReadTx): Promise<RoleRow[]> {
    return tx.sql<RoleRow>(`${ROLE} ORDER BY array_position($1::text[], r.kind), r.name_key LIMIT ${MOST_ROLES}`, [
      BUILT_IN_ROLES,
    ]);
  }

  async byId(tx: ReadTx, id: string): Promise<RoleRow | null> {
    const [row] = await tx.sql<RoleRow>(`${ROLE} WHERE r.id = $1`, [id]);
    return row ?? null;
  }

  async add(
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
}
