import { Injectable } from '@nestjs/common';
import { LIMITS, type DeletedRole } from 'wardkeep/contracts';
import { isAdministrative, mayDeleteRole, mayMoveHolders } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { refuseUnless } from '../../platform/http/refuse-unless.js';
import { RoleAdministration } from '../../roles/role-administration.service.js';
import { goneOf, warningsOf } from '../../roles/role-changes.js';
import { subjectOf, type RoleRecord } from '../../roles/role-record.js';
import { RolesService } from '../../roles/roles.service.js';
import { Reasons } from '../../settings/reasons.service.js';
import { MovedHolders } from './moved-holders.repository.js';

const FINAL = ['deletion-is-final'];

/** Deletes a role that nobody holds, or gives its holders another one in the same transaction. */
@Injectable()
export class RoleRemovalService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly administration: RoleAdministration,
    private readonly roles: RolesService,
    private readonly holders: MovedHolders,
    private readonly reasons: Reasons,
  ) {}

  /** `moveTo` is the role that the holders get; without it the role goes only if nobody holds it. */
  remove(actor: Actor, id: string, version: number, moveTo: string | undefined): Promise<DeletedRole> {
    return this.unitOfWork.write(actor, async (tx) => {
      const role = await this.administration.locked(tx, actor, id);
      refuseUnless(mayDeleteRole(actor, role), subjectOf(role));
      if (role.version !== version) throw new Problem('stale-version', { current: role.version });
      const gone: AuditEntry = { type: 'role.deleted', subject: subjectOf(role), changes: goneOf(role) };
      if (moveTo === undefined) return this.removeUnheld(tx, role, gone);

      const to = await this.target(tx, actor, role, moveTo.toLowerCase());
      const asked = await this.reasonFor(tx, actor, role, to);
      const impact = await this.administration.impact(tx, role, to);
      const moved = await this.move(tx, actor, role, to);
      await this.administration.remove(tx, id);
      return {
        result: { movedUsers: moved.length },
        audit: [gone, ...moved],
        effects: { warnings: [...FINAL, ...asked, ...warningsOf(impact)], role: impact },
      };
    });
  }

  private async removeUnheld(tx: WriteTx, role: RoleRecord, gone: AuditEntry): Promise<Change<DeletedRole>> {
    if (role.holders > 0) throw new Problem('role-held', { about: subjectOf(role), holders: role.holders });
    await this.administration.remove(tx, role.id);
    return { result: { movedUsers: 0 }, audit: [gone], effects: { warnings: FINAL } };
  }

  private async target(tx: WriteTx, actor: Actor, role: RoleRecord, id: string): Promise<RoleRecord> {
    const to = id === role.id ? null : await this.roles.find(tx, id);
    if (!to) {
      const detail = 'is no other role of this Domain';
      throw new Problem('role-not-assignable', { errors: [{ pointer: '?moveTo', code: 'role-not-found', detail }] });
    }
    refuseUnless(mayMoveHolders(actor, to), subjectOf(to), '?moveTo');
    return to;
  }

  private async reasonFor(tx: WriteTx, actor: Actor, role: RoleRecord, to: RoleRecord): Promise<readonly string[]> {
    if (role.holders === 0 || !isAdministrative(to) || isAdministrative(role)) return [];
    return this.reasons.require(tx, actor, 'roleToAdministrator');
  }

  /** Everybody's own event names the same change, so that a dry run tells it once. */
  private async move(tx: WriteTx, actor: Actor, role: RoleRecord, to: RoleRecord): Promise<AuditEntry[]> {
    const changes = [{ field: 'role', before: role.name, after: to.name }];
    const moved = await this.holders.move(tx, actor, { from: role.id, to: to.id, changes });
    if (moved.length > LIMITS.movedHolders) throw new Problem('too-many-holders', { holders: moved.length });
    return moved.map(({ id, username }) => ({
      type: 'user.updated',
      subject: { kind: 'user', id, name: username },
      changes,
    }));
  }
}
