import { Injectable } from '@nestjs/common';
import type {
  DisabledUser,
  EndedAccess,
  Page,
  User,
  UserDetail,
  UserVersion,
  UserVersionDetail,
} from 'wardkeep/contracts';
import type { HistoryQueryDto, UpdateUserDto, UsersQueryDto } from 'wardkeep/contracts/dto';
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
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { RolesService } from '../roles/roles.service.js';
import { Reasons } from '../settings/reasons.service.js';
import { AccountLinks } from './account-links.service.js';
import { PersonNames } from './person-names.service.js';
import { differences, fieldChanges, restorable, type FieldValues } from './user-changes.js';
import { unknownRole } from './user-creation.service.js';
import { UserListing } from './user-listing.repository.js';
import { roleOf, subjectOf, toDetail, toWhom, type UserRecord } from './user-record.js';
import { UserVersions } from './user-versions.repository.js';
import { UsersRepository } from './users.repository.js';

/** Its name, and what a dry run warns of. */
type NewRole = { readonly name: string; readonly warnings: readonly string[] };

@Injectable()
export class UsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly listing: UserListing,
    private readonly history: UserVersions,
    private readonly roles: RolesService,
    private readonly links: AccountLinks,
    private readonly names: PersonNames,
    private readonly reasons: Reasons,
    private readonly access: AccessEnder,
    private readonly bus: AccessBus,
  ) {}

  list(actor: Actor, query: UsersQueryDto): Promise<Page<User>> {
    return this.unitOfWork.read(actor, (tx) => this.listing.page(tx, query));
  }

  /** The holders of a role; a role of another Domain is as missing as one that never was. */
  listHolders(actor: Actor, roleId: string, query: UsersQueryDto): Promise<Page<User>> {
    return this.unitOfWork.read(actor, async (tx) => {
      if (!(await this.roles.find(tx, roleId))) throw new Problem('role-not-found');
      return this.listing.page(tx, { ...query, roleId });
    });
  }

  get(actor: Actor, id: string): Promise<UserDetail> {
    return this.unitOfWork.read(actor, async (tx) => toDetail(actor, await this.known(tx, id)));
  }

  versions(actor: Actor, id: string, query: HistoryQueryDto): Promise<Page<UserVersion>> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.known(tx, id);
      return this.history.page(tx, id, query);
    });
  }

  version(actor: Actor, id: string, version: number): Promise<UserVersionDetail> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.known(tx, id);
      const found = await this.history.one(tx, id, version);
      if (!found) throw new Problem('version-not-found');
      return found;
    });
  }

  update(actor: Actor, id: string, version: number, change: UpdateUserDto): Promise<UserDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      if (change.roleId !== undefined) await this.users.lockAdministrators(tx);
      const user = await this.locked(tx, id, version);
      return this.change(tx, actor, user, change, { type: 'user.updated' });
    });
  }

  /**
   * What people may edit as it was in an earlier version, as a new version and only as far as the caller might make the
   * same change by hand. Whether the user is enabled stays: that has its own doors.
   */
  restore(actor: Actor, id: string, version: number | null, earlier: number): Promise<UserDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      await this.users.lockAdministrators(tx);
      const user = await this.locked(tx, id, version ?? undefined);
      const past = await this.history.one(tx, id, earlier);
      if (!past) throw new Problem('version-not-found');
      const happened = { type: 'user.restored', detail: `version ${earlier}` } as const;
      return this.change(tx, actor, user, restorable(past.fields), happened);
    });
  }

  enable(actor: Actor, id: string): Promise<UserDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      const user = await this.locked(tx, id);
      refuseUnless(mayEnableUser(actor, toWhom(user)), subjectOf(user));
      if (user.enabled) return { result: toDetail(actor, user), unchanged: true };
      const audit = await this.save(tx, actor, user, { enabled: true }, 'user.enabled');
      return { result: toDetail(actor, await this.known(tx, id)), audit: [audit] };
    });
  }

  disable(actor: Actor, id: string): Promise<DisabledUser> {
    return this.unitOfWork.write(actor, async (tx) => {
      await this.users.lockAdministrators(tx);
      const user = await this.locked(tx, id);
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
    });
  }

  /** For good. The audit trail keeps the name. `confirm` is what a person typed to confirm, if anything. */
  remove(actor: Actor, id: string, version: number, confirm?: string): Promise<EndedAccess> {
    return this.unitOfWork.write(actor, async (tx) => {
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
    });
  }

  /** Refuses an id that is not in the transaction's Domain, for what hangs on a user. */
  async known(tx: ReadTx, id: string): Promise<UserRecord> {
    const user = await this.users.byId(tx, id);
    if (!user) throw new Problem('user-not-found');
    return user;
  }

  private async locked(tx: WriteTx, id: string, version?: number): Promise<UserRecord> {
    const user = await this.users.lock(tx, id);
    if (!user) throw new Problem('user-not-found');
    if (version !== undefined && user.version !== version)
      throw new Problem('stale-version', { current: user.version });
    return user;
  }

  private async change(
    tx: WriteTx,
    actor: Actor,
    user: UserRecord,
    change: UpdateUserDto,
    happened: Pick<AuditEntry, 'type' | 'detail'>,
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
}

function goneOf(user: UserRecord) {
  const { username, first_name: firstName, last_name: lastName, email, role_name: role } = user;
  return Object.entries({ username, firstName, lastName, email, role })
    .filter(([, before]) => before !== null)
    .map(([field, before]) => ({ field, before, after: null }));
}
