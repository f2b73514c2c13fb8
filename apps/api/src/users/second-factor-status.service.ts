import { Injectable } from '@nestjs/common';
import type { FieldChange } from 'wardkeep/contracts';
import type { AnyActor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SecondFactorStatusRepository } from './second-factor-status.repository.js';
import type { AccountRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

/** Whether a user has a second factor, as a version of the user like any other change. */
@Injectable()
export class SecondFactorStatus {
  constructor(
    private readonly status: SecondFactorStatusRepository,
    private readonly users: UsersRepository,
    private readonly bus: AccessBus,
  ) {}

  /** `user` is locked by the caller, and the other way before. */
  async set(tx: WriteTx, actor: AnyActor, user: AccountRecord, isEnrolled: boolean): Promise<readonly FieldChange[]> {
    const changes = [{ field: 'totp', before: wordFor(!isEnrolled), after: wordFor(isEnrolled) }];
    await this.status.save(tx, user.id, isEnrolled);
    await this.users.addVersion(tx, actor, user.id, changes);
    await this.bus.announce(tx, { kind: 'user', id: user.id });
    return changes;
  }
}

function wordFor(isEnrolled: boolean): 'enrolled' | 'not_enrolled' {
  return isEnrolled ? 'enrolled' : 'not_enrolled';
}
