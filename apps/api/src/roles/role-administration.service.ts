import { Injectable } from '@nestjs/common';
import { BUILT_IN_NAMES, LIMITS, type RoleDetail, type RoleImpact } from 'wardkeep/contracts';
import type { CreateRoleDto, UpdateRoleDto } from 'wardkeep/contracts/dto';
import { isAdministrative, mayCreateRole, mayUpdateRole } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { newId } from '../platform/ids.js';
import { Reasons } from '../settings/reasons.service.js';
import { afterChange, factsOf, fieldChanges, impactOf, warningsOf } from './role-changes.js';
import { RoleHolders } from './role-holders.repository.js';
import { inOrder, subjectOf, toRecord, toRoleDetail, type RoleRecord } from './role-record.js';
import { RolesRepository } from './roles.repository.js';

const RESERVED = new Set(Object.values(BUILT_IN_NAMES).map(({ name }) => name.toLowerCase()));

/** Makes and changes the custom roles of a Domain. */
@Injectable()
export class RoleAdministration {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roles: RolesRepository,
    private readonly holders: RoleHolders,
    private readonly reasons: Reasons,
    private readonly bus: AccessBus,
  ) {}

  create(actor: Actor, input: CreateRoleDto): Promise<RoleDetail> {
    const { name, description = '', twoFactorRequired = false } = input;
    const role = { name, description, permissions: inOrder(input.permissions), twoFactorRequired };
    return this.unitOfWork.write(actor, async (tx) => {
      const id = newId();
      refuseUnless(mayCreateRole(actor, factsOf(role).grants), { kind: 'role', id: null, name }, '/permissions');
      refuseReserved(name);
      if ((await this.roles.count(tx)) >= LIMITS.roles) throw new Problem('too-many-roles');
      await this.roles.add(tx, id, actor.domain.id, role);
      await this.roles.addVersion(tx, actor, id);
      return {
        result: toRoleDetail(actor, await this.known(tx, actor, id)),
        audit: [{ type: 'role.created', subject: { kind: 'role', id, name }, changes: fieldChanges(null, role) }],
      };
    });
  }

  update(actor: Actor, id: string, version: number, change: UpdateRoleDto): Promise<RoleDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      const role = await this.locked(tx, actor, id);
      refuseUnless(mayUpdateRole(actor, role), subjectOf(role));
      if (role.version !== version) throw new Problem('stale-version', { current: role.version });
      const after = afterChange(role, change);
      refuseUnless(mayUpdateRole(actor, role, factsOf(after).grants), subjectOf(role), '/permissions');
      const changes = fieldChanges(role, after);
      if (changes.length === 0) return { result: toRoleDetail(actor, role), unchanged: true };
      if (after.name.toLowerCase() !== role.name.toLowerCase()) refuseReserved(after.name);

      const makesAdministrators = isAdministrative(factsOf(after)) && !isAdministrative(role);
      const asked = makesAdministrators ? await this.reasons.require(tx, actor, 'roleToAdministrator') : [];
      const impact = actor.dryRun ? await this.impact(tx, role, { ...after, ...factsOf(after) }) : null;
      await this.roles.save(tx, id, after);
      await this.roles.addVersion(tx, actor, id);
      await this.bus.announce(tx, { kind: 'role', id });
      return {
        result: toRoleDetail(actor, await this.known(tx, actor, id)),
        audit: [{ type: 'role.updated', subject: subjectOf(role), changes }],
        ...(impact && { effects: { warnings: [...asked, ...warningsOf(impact)], role: impact } }),
      };
    });
  }

  /** For who deletes it together with what its holders get instead. */
  async locked(tx: WriteTx, actor: Actor, id: string): Promise<RoleRecord> {
    const row = await this.roles.lock(tx, id, actor.userId);
    if (!row) throw new Problem('role-not-found');
    return toRecord(row);
  }

  /** Whom a change from one role to another concerns. */
  async impact(tx: ReadTx, before: RoleRecord, after: Parameters<typeof impactOf>[1]): Promise<RoleImpact> {
    return impactOf(before, after, await this.holders.of(tx, before.id));
  }

  async remove(tx: WriteTx, id: string): Promise<void> {
    await this.roles.remove(tx, id);
    await this.bus.announce(tx, { kind: 'role', id });
  }

  private async known(tx: ReadTx, actor: Actor, id: string): Promise<RoleRecord> {
    const row = await this.roles.byId(tx, id, actor.userId);
    if (!row) throw new Problem('role-not-found');
    return toRecord(row);
  }
}

/** A custom role is not called like a built-in one, also where that one does not exist. */
function refuseReserved(name: string): void {
  if (!RESERVED.has(name.toLowerCase())) return;
  const detail = 'is the name of a built-in role';
  throw new Problem('role-name-taken', { errors: [{ pointer: '/name', code: 'role-name-taken', detail }] });
}
