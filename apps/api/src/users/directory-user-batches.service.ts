import { Injectable } from '@nestjs/common';
import type { FieldChange, SyncRefusal } from 'wardkeep/contracts';
import { AccessEnder } from '../platform/access-ender.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { newId } from '../platform/ids.js';
import {
  sourceOf,
  type Directory,
  type DirectoryChange,
  type DirectoryOutcome,
  type GivenRole,
  type NewDirectoryUser,
  type OnBehalf,
} from './directory-users.js';
import {
  DirectoryUsersRepository,
  type DirectoryFields,
  type DirectoryUserRow,
  type UsersFrom,
} from './directory-users.repository.js';
import { subjectOf } from './user-record.js';
import { UsersRepository } from './users.repository.js';

type Fitting = { readonly row: DirectoryUserRow; readonly changes: readonly FieldChange[] };

/**
 * Many users of a directory in one transaction, each looked at again under its lock. The caller writes the audit events.
 * A race for a name that is lost only at the end fails the transaction with that problem: tried again, it is refused.
 */
@Injectable()
export class DirectoryUserBatches {
  constructor(
    private readonly directory: DirectoryUsersRepository,
    private readonly users: UsersRepository,
    private readonly access: AccessEnder,
    private readonly bus: AccessBus,
  ) {}

  /** The roles that a directory may give in the transaction's Domain. */
  givenRoles(tx: ReadTx): Promise<GivenRole[]> {
    return this.directory.givenRoles(tx);
  }

  async create(
    tx: WriteTx,
    domainId: string,
    directory: Directory,
    behalf: OnBehalf,
    people: readonly NewDirectoryUser[],
  ): Promise<DirectoryOutcome> {
    const roles = new Map((await this.givenRoles(tx)).map((role) => [role.id, role.name]));
    const refused = await this.refusalsOf(tx, directory.id, people, roles);
    const wanted = people.filter(({ subject }) => !refused.has(subject)).map((person) => ({ id: newId(), ...person }));
    if (wanted.length === 0) return { done: new Map(), refused, audit: [] };

    const from: UsersFrom = { source: sourceOf(directory), loginMethod: directory.kind ?? 'ldap' };
    const ids = await this.directory.add(tx, domainId, from, wanted);
    for (const { id, subject } of wanted) if (!ids.has(id)) refused.set(subject, 'username-taken');
    const made = wanted.filter(({ id }) => ids.has(id));
    await this.directory.link(tx, domainId, directory.id, made);
    const versions = made.map((user) => ({ userId: user.id, changes: madeOf(user, roles.get(user.roleId), from) }));
    await this.directory.addVersions(tx, behalf.who, versions);
    return {
      done: new Map(made.map(({ subject, id }) => [subject, id])),
      refused,
      audit: made.map((user, index) => eventOf('user.created', user, versions[index]?.changes ?? [], behalf)),
    };
  }

  async change(
    tx: WriteTx,
    directory: Directory,
    behalf: OnBehalf,
    wanted: readonly DirectoryChange[],
  ): Promise<DirectoryOutcome> {
    if (wanted.some(({ changes }) => isDisabling(changes))) await this.users.lockAdministrators(tx);
    const ids = wanted.map(({ userId }) => userId);
    const rows = new Map((await this.directory.lock(tx, directory.id, ids)).map((row) => [row.id, row]));
    const taken = await this.takenEmails(tx, wanted);
    const refused = new Map<string, SyncRefusal>();
    const fitting: Fitting[] = [];
    for (const { userId, changes } of wanted) {
      const row = rows.get(userId);
      const because = await this.refusalOf(tx, row, changes, taken);
      if (because !== null || !row) refused.set(userId, because ?? 'user-gone');
      else fitting.push({ row, changes });
      // One by one: each counts the administrators that are left.
      if (because === null && row && isAdministrator(row))
        await this.save(tx, directory.id, behalf, [{ row, changes }]);
    }
    await this.save(
      tx,
      directory.id,
      behalf,
      fitting.filter(({ row }) => !isAdministrator(row)),
    );
    return {
      done: new Map(fitting.map(({ row }) => [row.id, row.id])),
      refused,
      audit: fitting.map(({ row, changes }) => eventOf(changeEvent(changes), row, changes, behalf)),
    };
  }

  private async save(tx: WriteTx, providerId: string, { who }: OnBehalf, fitting: readonly Fitting[]): Promise<void> {
    if (fitting.length === 0) return;
    const fields = fitting.map(({ row, changes }) => after(row, changes));
    await this.directory.save(tx, fields);
    const versions = fitting.map(({ row, changes }) => ({ userId: row.id, changes }));
    await this.directory.addVersions(tx, who, versions);
    const disabled = fitting.filter(({ changes }) => isDisabling(changes)).map(({ row }) => row.id);
    if (disabled.length > 0) await this.directory.markDisabled(tx, providerId, disabled);
    for (const id of disabled) await this.access.ofUser(tx, id, 'user-disabled');
    await this.bus.announce(tx, ...fitting.map(({ row }) => ({ kind: 'user' as const, id: row.id })));
  }

  private async refusalsOf(
    tx: ReadTx,
    providerId: string,
    people: readonly NewDirectoryUser[],
    roles: ReadonlyMap<string, string>,
  ): Promise<Map<string, SyncRefusal>> {
    const subjects = people.map(({ subject }) => subject);
    const known = await this.directory.knownSubjects(tx, providerId, subjects);
    const names = people.flatMap(({ username, email }) => (email === null ? [username] : [username, email]));
    const holders = await this.directory.holders(tx, names);
    const refusals = people.map(({ subject, username, email, roleId }): [string, SyncRefusal | null] => {
      if (known.has(subject)) return [subject, 'known-meanwhile'];
      if (!roles.has(roleId)) return [subject, 'role-gone'];
      if (holders.has(username)) return [subject, 'username-taken'];
      return [subject, email !== null && holders.has(email) ? 'email-taken' : null];
    });
    return new Map(refusals.filter((refusal): refusal is [string, SyncRefusal] => refusal[1] !== null));
  }

  private async refusalOf(
    tx: ReadTx,
    row: DirectoryUserRow | undefined,
    changes: readonly FieldChange[],
    taken: ReadonlySet<string>,
  ): Promise<SyncRefusal | null> {
    if (!row) return 'user-gone';
    if (!isAsPlanned(row, changes)) return 'changed-meanwhile';
    if (taken.has(row.id)) return 'email-taken';
    if (!isDisabling(changes) || !isAdministrator(row)) return null;
    const record = await this.users.byId(tx, row.id);
    return record?.is_replaceable ? null : 'last-administrator';
  }

  /** Whose new email is somebody else's. */
  private async takenEmails(tx: ReadTx, wanted: readonly DirectoryChange[]): Promise<ReadonlySet<string>> {
    const emails = wanted.flatMap(({ userId, changes }) => {
      const email = changes.find(({ field }) => field === 'email')?.after;
      return typeof email === 'string' ? [{ userId, email }] : [];
    });
    if (emails.length === 0) return new Set();
    const holders = await this.directory.holders(
      tx,
      emails.map(({ email }) => email),
    );
    const taken = emails.filter(({ userId, email }) => (holders.get(email) ?? userId) !== userId);
    return new Set(taken.map(({ userId }) => userId));
  }
}

function isAsPlanned(row: DirectoryUserRow, changes: readonly FieldChange[]): boolean {
  const now: Readonly<Record<string, unknown>> = row;
  const isEnabling = changes.some(({ field, after }) => field === 'enabled' && after === true);
  return changes.every(({ field, before }) => now[field] === before) && (!isEnabling || row.isDisabledBySync);
}

function isDisabling(changes: readonly FieldChange[]): boolean {
  return changes.some(({ field, after }) => field === 'enabled' && after === false);
}

function isAdministrator({ roleKind }: DirectoryUserRow): boolean {
  return roleKind === 'system-administrator' || roleKind === 'domain-administrator';
}

function after(row: DirectoryUserRow, changes: readonly FieldChange[]): DirectoryFields {
  const { id, firstName, lastName, email, enabled } = row;
  const wanted = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  return { id, firstName, lastName, email, enabled, ...wanted };
}

function madeOf(user: NewDirectoryUser, role: string | undefined, from: UsersFrom): readonly FieldChange[] {
  const { username, firstName, lastName, email } = user;
  return Object.entries({ username, firstName, lastName, email, role, enabled: true, ...from })
    .filter(([, after]) => after !== null)
    .map(([field, after]) => ({ field, before: null, after }));
}

function changeEvent(changes: readonly FieldChange[]): AuditEntry['type'] {
  const enabled = changes.find(({ field }) => field === 'enabled');
  if (!enabled) return 'user.updated';
  return enabled.after === true ? 'user.enabled' : 'user.disabled';
}

function eventOf(
  type: AuditEntry['type'],
  user: { readonly id: string; readonly username: string },
  changes: readonly FieldChange[],
  { who, detail }: OnBehalf,
): AuditEntry {
  return { type, subject: subjectOf(user), changes, detail, ...(who && { actor: who }) };
}
