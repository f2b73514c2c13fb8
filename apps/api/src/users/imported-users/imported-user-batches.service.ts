import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FieldChange } from 'wardkeep/contracts';
import { AccessEnder } from '../../platform/access-ender.js';
import type { AnyActor } from '../../platform/actor.js';
import { AccessBus } from '../../platform/database/access-bus.js';
import type { AuditEntry } from '../../platform/database/change.js';
import { sideBySide } from '../../platform/database/side-by-side.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { newId } from '../../platform/ids.js';
import { grantsOfRole } from '../../roles/role-record.js';
import { AccountLinks } from '../account-links.service.js';
import { DirectoryUsersRepository } from '../directory-users.repository.js';
import { PasswordsService } from '../passwords.service.js';
import { subjectOf, toWhom } from '../user-record.js';
import { UsersRepository } from '../users.repository.js';
import type {
  ChangedUser,
  ImportedOutcome,
  ImportedUser,
  OnWhoseBehalf,
  Surroundings,
  WaitingUsers,
} from './imported-users.js';
import { ImportedUsersRepository, type ImportedUserRow } from './imported-users.repository.js';

/**
 * Many users of a file in one transaction; the caller decided about each of them in it, and writes the events of those
 * that change. A race for a name that is lost only here fails the transaction with that problem: tried again, it is refused.
 */
@Injectable()
export class ImportedUserBatches {
  constructor(
    private readonly imported: ImportedUsersRepository,
    private readonly sets: DirectoryUsersRepository,
    private readonly users: UsersRepository,
    private readonly passwords: PasswordsService,
    private readonly links: AccountLinks,
    private readonly access: AccessEnder,
    private readonly bus: AccessBus,
  ) {}

  async surroundings(tx: ReadTx, domainId: string): Promise<Surroundings> {
    const [rows, domainNames] = await sideBySide(this.imported.roles(tx), this.users.domainNames(tx, domainId));
    const roles = rows.map(({ permissions, ...role }) => ({ ...role, grants: grantsOfRole(role.kind, permissions) }));
    return { roles: new Map(roles.map((role) => [role.name.toLowerCase(), role])), domainNames };
  }

  /** What is decided about them afterwards stays true until the transaction ends. */
  async lock(tx: WriteTx, ids: readonly string[], takesAdministrators: boolean): Promise<void> {
    if (takesAdministrators) await this.users.lockAdministrators(tx);
    if (ids.length > 0) await this.imported.lock(tx, ids);
  }

  /** All of them, each in its version 1 and with its event. */
  async create(
    tx: WriteTx,
    actor: AnyActor,
    behalf: OnWhoseBehalf,
    wanted: readonly ImportedUser[],
    waiting: WaitingUsers,
  ): Promise<void> {
    if (wanted.length === 0) return;
    const rows = await Promise.all(wanted.map((user) => this.rowOf(tx, actor.domain.id, user)));
    const added = this.imported.add(tx, actor, behalf, rows, waiting);
    // The database is at work on it while the invitations are written and sealed.
    const invited = nextTurn().then(() => this.invite(tx, actor, wanted));
    await sideBySide(added, invited);
  }

  async change(
    tx: WriteTx,
    behalf: OnWhoseBehalf,
    wanted: readonly ChangedUser[],
    type?: AuditEntry['type'],
  ): Promise<ImportedOutcome> {
    const refused = await this.takenEmails(tx, wanted);
    const free = wanted.filter(({ id }) => !refused.has(id));
    const [administrators, others] = [free.filter(isHeavy), free.filter((user) => !isHeavy(user))];
    const done = new Map(await this.save(tx, behalf, others));
    // One by one: each counts the administrators that are left.
    for (const user of administrators) {
      const record = await this.users.byId(tx, user.id);
      if (!record || toWhom(record).isLastAdministrator) refused.set(user.id, 'last-administrator');
      else for (const [id, version] of await this.save(tx, behalf, [user])) done.set(id, version);
    }
    const audit = wanted
      .filter(({ id }) => done.has(id))
      .map((user) => eventOf(type ?? changeEvent(user.changes), user, user.changes, behalf));
    return { done, refused, audit };
  }

  /** For good; the caller made sure that nobody touched them. */
  async remove(tx: WriteTx, behalf: OnWhoseBehalf, users: readonly ChangedUser[]): Promise<ImportedOutcome> {
    const refused = new Map<string, string>();
    const gone: ChangedUser[] = [];
    for (const user of users) {
      const record = user.isAdministrator ? await this.users.byId(tx, user.id) : null;
      if (record && toWhom(record).isLastAdministrator) {
        refused.set(user.id, 'last-administrator');
        continue;
      }
      await this.access.ofUser(tx, user.id, 'user-deleted');
      if (user.isAdministrator) await this.imported.remove(tx, [user.id]);
      gone.push(user);
    }
    const ids = gone.filter(({ isAdministrator }) => !isAdministrator).map(({ id }) => id);
    if (ids.length > 0) await this.imported.remove(tx, ids);
    return {
      done: new Map(gone.map(({ id }) => [id, 0])),
      refused,
      audit: gone.map((user) => eventOf('user.deleted', user, user.changes, behalf)),
    };
  }

  private async save(
    tx: WriteTx,
    { who }: OnWhoseBehalf,
    users: readonly ChangedUser[],
  ): Promise<ReadonlyMap<string, number>> {
    if (users.length === 0) return new Map();
    const saved = await this.imported.save(
      tx,
      users.map((user) => ({ id: user.id, values: valuesOf(user) })),
    );
    const versions = users.map(({ id: userId, changes }) => ({ userId, changes }));
    await this.sets.addVersions(tx, who, versions);
    for (const { id, changes } of users) {
      if (afterOf(changes, 'enabled') === false) await this.access.ofUser(tx, id, 'user-disabled');
      if (changes.some(({ field }) => field === 'email')) await this.links.endAll(tx, id);
    }
    await this.bus.announce(tx, ...users.map(({ id }) => ({ kind: 'user' as const, id })));
    return saved;
  }

  /** Whose new email is somebody else's. */
  private async takenEmails(tx: ReadTx, wanted: readonly ChangedUser[]): Promise<Map<string, string>> {
    const emails = wanted.flatMap(({ id, changes }) => {
      const email = afterOf(changes, 'email');
      return typeof email === 'string' ? [{ id, email }] : [];
    });
    if (emails.length === 0) return new Map();
    const names = emails.map(({ email }) => email);
    const holders = await this.sets.holders(tx, names);
    const taken = emails.filter(({ id, email }) => (holders.get(email) ?? id) !== id);
    return new Map(taken.map(({ id }) => [id, 'email-taken']));
  }

  private async rowOf(
    tx: WriteTx,
    domainId: string,
    { position, id, roleId, invited, credential }: ImportedUser,
  ): Promise<ImportedUserRow> {
    const user = { position, roleId, invited, eventId: newId() };
    if (credential === null) return { ...user, credential };
    const { hash, ...rules } = credential;
    return { ...user, credential: { ...rules, sealed: await this.passwords.seal(tx, domainId, id, hash) } };
  }

  private async invite(tx: WriteTx, actor: AnyActor, made: readonly ImportedUser[]): Promise<void> {
    const invited = made.flatMap(({ id, username, firstName, lastName, email, language, invited }) =>
      invited && email !== null
        ? [{ id, domainId: actor.domain.id, username, firstName, lastName, email, language }]
        : [],
    );
    if (invited.length > 0) await this.links.inviteAll(tx, actor, invited);
  }
}

function isHeavy({ isAdministrator, changes, roleId }: ChangedUser): boolean {
  return isAdministrator && (roleId !== null || afterOf(changes, 'enabled') === false);
}

function valuesOf({ changes, roleId }: ChangedUser): Record<string, unknown> {
  const values = changes.filter(({ field }) => field !== 'role').map(({ field, after }) => [field, after] as const);
  return { ...Object.fromEntries(values), ...(roleId !== null && { roleId }) };
}

function afterOf(changes: readonly FieldChange[], wanted: string): unknown {
  return changes.find(({ field }) => field === wanted)?.after;
}

function changeEvent(changes: readonly FieldChange[]): AuditEntry['type'] {
  const enabled = afterOf(changes, 'enabled');
  if (enabled === undefined) return 'user.updated';
  return enabled === true ? 'user.enabled' : 'user.disabled';
}

function eventOf(
  type: AuditEntry['type'],
  user: { readonly id: string; readonly username: string },
  changes: readonly FieldChange[],
  { who, detail }: OnWhoseBehalf,
): AuditEntry {
  return { type, subject: subjectOf(user), changes, detail, actor: who };
}
