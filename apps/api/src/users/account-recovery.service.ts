import { Injectable } from '@nestjs/common';
import type { AnyActor } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { PasswordsService, type AcceptedPassword, type InitialPassword } from './passwords.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import { UserAccounts } from './user-accounts.service.js';
import type { AccountRecord } from './user-record.js';

/** A way back for the System Administrator of the first start. The caller ends the sessions. */
@Injectable()
export class AccountRecovery {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly recovery: RecoveryRepository,
    private readonly passwords: PasswordsService,
  ) {}

  /** A temporary password, hashed before the transaction; also where the policy has switched those off. */
  prepare(domainId: string, username: string): Promise<InitialPassword> {
    const newcomer = { domainId, owner: { username, email: null }, secondFactorRequired: false, isFirst: true };
    return this.passwords.initial(newcomer, { initialPassword: 'temporary' }, '');
  }

  /** Null when there is no such account. */
  async recover(
    tx: WriteTx,
    actor: AnyActor,
    password: AcceptedPassword,
  ): Promise<{ readonly user: AccountRecord; readonly audit: AuditEntry } | null> {
    const id = await this.recovery.lockProtected(tx);
    const user = id === null ? null : await this.accounts.find(tx, id);
    if (!user) return null;
    const { changes = [], ...entry } = await this.accounts.setPassword(tx, actor, user, password, 'password.recovered');
    await this.recovery.release(tx, user.id);
    const audit = { ...entry, changes: [...changes, ...released(user)], detail: 'wardkeep admin recover' };
    return { user, audit };
  }
}

function released({ locked_until: until }: AccountRecord) {
  return until === null ? [] : [{ field: 'lockedUntil', before: until.toISOString(), after: null }];
}
