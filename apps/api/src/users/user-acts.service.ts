import { Injectable } from '@nestjs/common';
import type { DisabledUser, EndedAccess, UserDetail } from 'wardkeep/contracts';
import type { UpdateUserDto } from 'wardkeep/contracts/dto';
import {
  isAdministrative,
  mayDeleteUser,
  mayDisableUser,
  mayEnableUser,
  maySetRole,
  mayUpdateUser,
} from 'wardkeep/rules';
import { AccessEnder } from '../platform/access-ender.js';
import type { Actor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry, Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { RolesService } from '../roles/roles.service.js';
import { Reasons } from '../settings/reasons.service.js';
import { AccountLinks } from './account-links.service.js';
import { PersonNames } from './person-names.service.js';
import { differences, fieldChanges, type FieldValues } from './user-changes.js';
import { unknownRole } from './user-creation.service.js';
import { roleOf, subjectOf, toDetail, toWhom, type UserRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

/** Its name, and what a dry run warns of. */
type NewRole = { readonly name: string; readonly warnings: readonly string[] };

type Happened = Pick<AuditEntry, 'type' | 'detail'>;

/**
 * What is done to one user, within the transaction of whoever does it to one or to many. Each refuses before it writes
 * anything. `version` is the one that the change is based on, where the caller knows it.
 */
@Injectable()
export class UserActs {
  constructor(
    private readonly users: UsersRepository,
    private readonly roles: RolesService,
    private readonly links: AccountLinks,
    private readonly names: PersonNames,
    private readonly reasons: Reasons,
    private readonly access: AccessEnder,
    private readonly bus: AccessBus,
  ) {}

  /** Whoever may take administrators away from a Domain waits here for the others; to be asked before any user is. */
  lockAdministrators(tx: WriteTx): Promise<void> {
    return this.users.lockAdministrators(tx);
  }

  async update(
    tx: WriteTx,
    actor: Actor,
    id: string,
    change: UpdateUserDto,
    version?: number,
  ): Promise<Change<UserDetail>> {
    if (change.roleId !== undefined) await this.users.lockAdministrators(tx);
    return this.change(tx, actor, await this.locked(tx, id, version), change, { type: 'user.updated' });
  }

  async enable(tx: WriteTx, actor: Actor, id: string, version?: number): Promise<Change<UserDetail>> {
    const user = await this.locked(tx, id, version);
    refuseUnless(mayEnableUser(actor, toWhom(user)), subjectOf(user));
    if (user.enabled) return { result: toDetail(actor, user), unchanged: true };
    const audit = await this.save(tx, actor, user, { enabled: true }, 'user.enabled');
    return { result: toDetail(actor, await this.known(tx, id)), audit: [audit] };
  }

  async disable(tx: WriteTx, actor: Actor, id: string, version?: number): Promise<Change<DisabledUser>> {
    await this.users.lockAdministrators(tx);
    const user = await this.locked(tx, id, version);
    refuseUnless(mayDisableUser(actor, toWhom(user)), subjectOf(user));
    if (!user.enabled) {
      return { result: { user: toDetail(actor, user), endedSessions: 0, endedTokens: 0 }, unchanged: true };
    }
    const audit = await this.save(tx, actor, user, { enabled: false }, 'user.disabled');
    const ended = await this.access.ofUser(tx, id, 'user-disabled');
    const result = {
      user: toDetail(actor, await this.known(tx, id)),
      endedSessions: ended.sessions,
      endedTokens: ended.tokens,
    };
    return { result, audit: [audit], effects: { endsSessions: ended.sessions, endsTokens: ended.tokens } };
  }

  /** For good. The audit trail keeps the name. `confirm` is what a person typed to confirm, if anything. */
  async remove(
    tx: WriteTx,
    actor: Actor,
    id: string,
    version?: number,
    confirm?: string,
  ): Promise<Change<EndedAccess>> {
    await this.users.lockAdministrators(tx);
    const user = await this.locked(tx, id, version);
    refuseUnless(mayDeleteUser(actor, toWhom(user)), subjectOf(user));
    if (confirm !== undefined && confirm.trim().toLowerCase() !== user.username.toLowerCase()) {
      throw new Problem('confirmation-mismatch');
    }
    const warnings = await this.reasons.require(tx, actor, 'deleteUser');
    const ended = await this.access.ofUser(tx, id, 'user-deleted');
    await this.users.remove(tx, id);
    return {
      result: { endedSessions: ended.sessions, endedTokens: ended.tokens },
      audit: [{ type: 'user.deleted', subject: subjectOf(user), changes: goneOf(user) }],
      effects: { warnings, endsSessions: ended.sessions, endsTokens: ended.tokens },
    };
  }

  /** The user, locked until the transaction ends. */
  async locked(tx: WriteTx, id: string, version?: number): Promise<UserRecord> {
    const user = await this.users.lock(tx, id);
    if (!user) throw new Problem('user-not-found');
    if (version !== undefined && user.version !== version)
      throw new Problem('stale-version', { current: user.version });
    return user;
  }

  /** Any change of fields, as far as the rules let the actor make it. */
  async change(
    tx: WriteTx,
    actor: Actor,
    user: UserRecord,
    change: UpdateUserDto,
    happened: Happened,
  ): Promise<Change<UserDetail>> {
    const values = differences(user, change);
    const fields = Object.keys(values);
    refuseUnless(mayUpdateUser(actor, toWhom(user), fields), subjectOf(user));
    if (fields.length === 0) return { result: toDetail(actor, user), unchanged: true };
    await this.names.refuseUnlessGood(tx, actor.domain.id, values);

    const role = 'roleId' in values ? await this.newRole(tx, actor, user, change.roleId ?? '') : null;
    const audit = await this.save(tx, actor, user, values, happened.type, role?.name ?? null);
    if ('email' in values) await this.links.endAll(tx, user.id);
    return {
      result: toDetail(actor, await this.known(tx, user.id)),
      audit: [{ ...audit, ...happened }],
      effects: { warnings: role?.warnings ?? [] },
    };
  }

  private async newRole(tx: WriteTx, actor: Actor, user: UserRecord, roleId: string): Promise<NewRole> {
    const role = await this.roles.find(tx, roleId);
    if (!role) throw unknownRole();
    refuseUnless(maySetRole(actor, toWhom(user), role), subjectOf(user), '/roleId');
    if (!isAdministrative(role) || isAdministrative(roleOf(user))) return { name: role.name, warnings: [] };
    const asked = await this.reasons.require(tx, actor, 'roleToAdministrator');
    return { name: role.name, warnings: [...asked, 'makes-administrator'] };
  }

  private async save(
    tx: WriteTx,
    actor: Actor,
    user: UserRecord,
    values: FieldValues,
    type: AuditEntry['type'],
    newRole: string | null = null,
  ): Promise<AuditEntry> {
    const changes = fieldChanges(user, values, newRole);
    await this.users.save(tx, user.id, values);
    await this.users.addVersion(tx, actor, user.id, changes);
    await this.bus.announce(tx, { kind: 'user', id: user.id });
    return { type, subject: subjectOf(user), changes };
  }

  private async known(tx: WriteTx, id: string): Promise<UserRecord> {
    const user = await this.users.byId(tx, id);
    if (!user) throw new Problem('user-not-found');
    return user;
  }
}

function goneOf(user: UserRecord) {
  const { username, first_name: firstName, last_name: lastName, email, role_name: role } = user;
  return Object.entries({ username, firstName, lastName, email, role })
    .filter(([, before]) => before !== null)
    .map(([field, before]) => ({ field, before, after: null }));
}
