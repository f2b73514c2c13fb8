import { Injectable } from '@nestjs/common';
import type { SyncSkip } from 'wardkeep/contracts';
import { planEntry, toPerson, type DirectoryPerson, type EntryFacts, type SyncedUser } from 'wardkeep/rules';
import type { AnyActor } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { NO_ID } from '../platform/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { DirectoryUserBatches } from './directory-user-batches.service.js';
import {
  roleOf,
  type Directory,
  type EntryOfDirectory,
  type HeldIdentity,
  type OutsideIdentity,
} from './directory-users.js';
import { DirectoryUsersRepository } from './directory-users.repository.js';
import type { AccountRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

export type FirstSignIn = { readonly user: AccountRecord; readonly audit: AuditEntry } | { readonly refused: SyncSkip };

/** The user of a directory's entry, one at a time, as signing in needs it. Nobody else's user is ever touched. */
@Injectable()
export class DirectoryUsers {
  constructor(
    private readonly directory: DirectoryUsersRepository,
    private readonly batches: DirectoryUserBatches,
    private readonly users: UsersRepository,
    private readonly settings: SettingsService,
  ) {}

  /** Whom of the directory's entries the unique id belongs to. */
  byIdentity(tx: ReadTx, providerId: string, subject: string): Promise<OutsideIdentity | null> {
    return this.directory.identity(tx, providerId, subject);
  }

  identityOf(tx: ReadTx, userId: string): Promise<HeldIdentity | null> {
    return this.directory.identityOf(tx, userId);
  }

  /**
   * Makes the user of an entry that nobody is yet, with the role that its groups give, else Read-only. Should somebody
   * else take the name at the same moment, the transaction fails with that problem and may be tried again.
   */
  async createOne(tx: WriteTx, actor: AnyActor, directory: Directory, entry: EntryOfDirectory): Promise<FirstSignIn> {
    const { naming } = await this.settings.of(tx, actor.domain.id);
    const decision = planEntry(naming, await this.facts(tx, toPerson(entry), null));
    if (decision.kind !== 'create') return { refused: decision.reason ?? 'no-username' };

    const role = roleOf(await this.directory.givenRoles(tx), directory.config, entry.groups);
    const newUser = { ...decision.person, subject: entry.subject, dn: entry.dn, roleId: role.id };
    const behalf = { who: null, detail: `first sign-in from ${directory.name}` };
    const { done, audit } = await this.batches.create(tx, actor.domain.id, directory, behalf, [newUser]);
    const user = await this.users.account(tx, done.get(entry.subject) ?? NO_ID);
    return user && audit[0] ? { user, audit: audit[0] } : { refused: 'username-taken' };
  }

  /** What the directory says of its user, who is signing in and locked; role and whether it is enabled stay. */
  async refresh(
    tx: WriteTx,
    actor: AnyActor,
    user: AccountRecord,
    directory: Directory,
    entry: EntryOfDirectory,
  ): Promise<readonly AuditEntry[]> {
    await this.directory.markSeen(tx, directory.id, entry.subject, entry.dn);
    const { naming } = await this.settings.of(tx, actor.domain.id);
    const person = { ...toPerson(entry), disabled: false };
    const decision = planEntry(naming, await this.facts(tx, person, user));
    if (decision.kind !== 'update') return [];
    const behalf = { who: null, detail: `sign-in from ${directory.name}` };
    const change = { userId: user.id, changes: decision.changes };
    return (await this.batches.change(tx, directory, behalf, [change])).audit;
  }

  /** What is known here of the names that somebody has there. */
  async facts(tx: ReadTx, person: DirectoryPerson, user: AccountRecord | null): Promise<EntryFacts> {
    const { username, email } = person;
    const names = [username, email].filter((name) => name !== null);
    const holders = await this.directory.holders(tx, names);
    const clashOf = (name: string | null) => {
      const holder = name === null ? undefined : holders.get(name);
      return holder === undefined || holder === user?.id ? null : 'taken';
    };
    return {
      person,
      user: user && asSynced(user),
      usernameClash: clashOf(username),
      emailClash: clashOf(email),
    };
  }
}

function asSynced(user: AccountRecord): SyncedUser {
  const { username, first_name: firstName, last_name: lastName, email, enabled } = user;
  return { username, firstName, lastName, email, enabled, isDisabledBySync: false, isLastAdministrator: false };
}
