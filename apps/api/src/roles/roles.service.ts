import { Injectable } from '@nestjs/common';
import {
  BUILT_IN_NAMES,
  BUILT_IN_ROLES,
  ROLE_TEMPLATES,
  type BuiltInRole,
  type OfferedRoleTemplate,
  type Page,
  type Role,
  type RoleDetail,
} from 'wardkeep/contracts';
import { grantsOf, mayCreateRole } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { toRecord, toRole, toRoleDetail, type RoleRecord } from './role-record.js';
import { RolesRepository } from './roles.repository.js';

@Injectable()
export class RolesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roles: RolesRepository,
  ) {}

  async list(actor: Actor): Promise<Page<Role>> {
    const rows = await this.unitOfWork.read(actor, (tx) => this.roles.all(tx, actor.userId));
    return onePage(rows.map((row) => toRole(actor, toRecord(row))));
  }

  async get(actor: Actor, id: string): Promise<RoleDetail> {
    const row = await this.unitOfWork.read(actor, (tx) => this.roles.byId(tx, id, actor.userId));
    if (!row) throw new Problem('role-not-found');
    return toRoleDetail(actor, toRecord(row));
  }

  /** What is offered for copying, and whether it can be taken as it is. */
  async templates(actor: Actor): Promise<Page<OfferedRoleTemplate>> {
    const rows = await this.unitOfWork.read(actor, (tx) => this.roles.all(tx, actor.userId));
    const taken = new Set(rows.map(({ name }) => name.toLowerCase()));
    return onePage(
      ROLE_TEMPLATES.map((template) => ({
        ...template,
        creatable: mayCreateRole(actor, grantsOf(template.permissions)).allowed,
        exists: taken.has(template.name.toLowerCase()),
      })),
    );
  }

  /** A role of the transaction's Domain. */
  async find(tx: ReadTx, id: string): Promise<RoleRecord | null> {
    const row = await this.roles.byId(tx, id, null);
    return row ? toRecord(row) : null;
  }

  /** Makes the built-in roles of a new Domain; `system-administrator` in the Primary Domain alone. */
  async seed(tx: WriteTx, domain: { id: string; primary: boolean }): Promise<ReadonlyMap<BuiltInRole, string>> {
    const kinds = BUILT_IN_ROLES.filter((kind) => domain.primary || kind !== 'system-administrator');
    const ids = new Map(kinds.map((kind) => [kind, newId()]));
    for (const [kind, id] of ids) {
      await this.roles.addBuiltIn(tx, { id, domainId: domain.id, kind, ...BUILT_IN_NAMES[kind] });
    }
    return ids;
  }
}

function onePage<Item>(items: readonly Item[]): Page<Item> {
  return { items, nextCursor: null, total: { value: items.length, relation: 'exact' } };
}
