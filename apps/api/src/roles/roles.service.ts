import { Injectable } from '@nestjs/common';
import { BUILT_IN_NAMES, BUILT_IN_ROLES, type BuiltInRole, type Page, type Role } from 'wardkeep/contracts';
import { mayAssignRole } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { grantsOfRole, permissionsOfRole, type RoleRecord } from './role-record.js';
import { RolesRepository, type RoleRow } from './roles.repository.js';

@Injectable()
export class RolesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roles: RolesRepository,
  ) {}

  async list(actor: Actor): Promise<Page<Role>> {
    const rows = await this.unitOfWork.read(actor, (tx) => this.roles.all(tx));
    const items = rows.map((row) => toRole(actor, toRecord(row)));
    return { items, nextCursor: null, total: { value: items.length, relation: 'exact' } };
  }

  async get(actor: Actor, id: string): Promise<Role> {
    const role = await this.unitOfWork.read(actor, (tx) => this.find(tx, id));
    if (!role) throw new Problem('role-not-found');
    return toRole(actor, role);
  }

  /** A role of the transaction's Domain. */
  async find(tx: ReadTx, id: string): Promise<RoleRecord | null> {
    const row = await this.roles.byId(tx, id);
    return row ? toRecord(row) : null;
  }

  /** Makes the built-in roles of a new Domain; `system-administrator` in the Primary Domain alone. */
  async seed(tx: WriteTx, domain: { id: string; primary: boolean }): Promise<ReadonlyMap<BuiltInRole, string>> {
    const kinds = BUILT_IN_ROLES.filter((kind) => domain.primary || kind !== 'system-administrator');
    const ids = new Map(kinds.map((kind) => [kind, newId()]));
    for (const [kind, id] of ids) await this.roles.add(tx, { id, domainId: domain.id, kind, ...BUILT_IN_NAMES[kind] });
    return ids;
  }
}

function toRecord(row: RoleRow): RoleRecord {
  return { ...row, grants: grantsOfRole(row.kind, row.permissions) };
}

function toRole(actor: Actor, role: RoleRecord): Role {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    builtIn: role.kind !== null,
    kind: role.kind,
    permissions: permissionsOfRole(role.kind, role.permissions),
    twoFactorRequired: role.twoFactorRequired,
    holders: role.holders,
    assignable: mayAssignRole(actor, role).allowed,
    version: role.version,
  };
}
