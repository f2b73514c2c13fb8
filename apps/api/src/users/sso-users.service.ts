import { Injectable } from '@nestjs/common';
import type { SsoMapping, SyncSkip } from 'wardkeep/contracts';
import { planEntry, roleOfGroups, toPerson, type MappedPerson } from 'wardkeep/rules';
import type { AnyActor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { SettingsService } from '../settings/settings.service.js';
import { roleOf, type Directory, type EntryOfDirectory, type GivenRole } from './directory-users.js';
import { DirectoryUsersRepository } from './directory-users.repository.js';
import { DirectoryUsers, type FirstSignIn } from './directory-users.service.js';
import { isAdministrator, subjectOf, type AccountRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

/** An identity provider as far as its users need to know it. */
export type SsoSource = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'saml' | 'oidc';
  /** Issuer or entity id. */
  readonly place: string;
  readonly mapping: SsoMapping;
};

export type SsoEntry = MappedPerson & { readonly subject: string };

/** The user of whom an identity provider vouches for. Nobody else's user is ever touched. */
@Injectable()
export class SsoUsers {
  constructor(
    private readonly directory: DirectoryUsers,
    private readonly entries: DirectoryUsersRepository,
    private readonly users: UsersRepository,
    private readonly settings: SettingsService,
    private readonly bus: AccessBus,
  ) {}

  /** The role that a group maps to; null: none does. */
  async mappedRole(tx: ReadTx, { groupRoles }: SsoMapping, groups: readonly string[]): Promise<GivenRole | null> {
    const given = await this.entries.givenRoles(tx);
    const id = roleOfGroups(groups, groupRoles, (roleId) => given.some((role) => role.id === roleId));
    return given.find((role) => role.id === id) ?? null;
  }

  /** The role of who has no mapped one, where there is to be one. */
  async defaultRole(tx: ReadTx, { defaultRoleId }: SsoMapping): Promise<GivenRole> {
    return roleOf(await this.entries.givenRoles(tx), { groupRoles: [], defaultRoleId }, []);
  }

  /** What keeps these values from being a user of their own; null: nothing. */
  async flawOf(tx: ReadTx, domainId: string, entry: SsoEntry): Promise<SyncSkip | null> {
    const { naming } = await this.settings.of(tx, domainId);
    const decision = planEntry(naming, await this.directory.facts(tx, toPerson(asEntry(entry)), null));
    return decision.kind === 'create' ? null : (decision.reason ?? 'no-username');
  }

  createOne(tx: WriteTx, actor: AnyActor, source: SsoSource, entry: SsoEntry): Promise<FirstSignIn> {
    return this.directory.createOne(tx, actor, asDirectory(source), asEntry(entry));
  }

  /** What the provider says of its user, who is signing in and locked. */
  refresh(tx: WriteTx, actor: AnyActor, user: AccountRecord, source: SsoSource, entry: SsoEntry) {
    return this.directory.refresh(tx, actor, user, asDirectory(source), asEntry(entry));
  }

  /**
   * The role that the groups give now. The last administrator stays one, whatever they say. `user` was locked by
   * `UserAccounts.lockForRole`.
   */
  async changeRole(
    tx: WriteTx,
    actor: AnyActor,
    user: AccountRecord,
    source: SsoSource,
    role: GivenRole,
  ): Promise<readonly AuditEntry[]> {
    if (role.id === user.role_id) return [];
    if (isAdministrator(user)) {
      await this.users.lockAdministrators(tx);
      const record = await this.users.byId(tx, user.id);
      if (!record?.is_replaceable) return [];
    }
    const changes = [{ field: 'role', before: user.role_name, after: role.name }];
    await this.users.save(tx, user.id, { roleId: role.id });
    await this.users.addVersion(tx, actor, user.id, changes);
    await this.bus.announce(tx, { kind: 'user', id: user.id });
    return [{ type: 'user.updated', subject: subjectOf(user), changes, detail: `groups at ${source.name}` }];
  }
}

function asDirectory({ id, name, kind, place, mapping }: SsoSource): Directory {
  const { groupRoles, defaultRoleId } = mapping;
  return { id, name, kind, config: { url: place, groupRoles, defaultRoleId } };
}

function asEntry({ groups, subject, ...person }: SsoEntry): EntryOfDirectory {
  return { ...person, disabled: false, dn: null, subject, groups };
}
