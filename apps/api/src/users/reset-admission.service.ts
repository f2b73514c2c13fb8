import { Injectable } from '@nestjs/common';
import { mayResetPassword } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { subjectOf, toWhom, type UserRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

/** Whose password an administrator may replace. */
@Injectable()
export class ResetAdmission {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
  ) {}

  /** Before a hash is spent. What is refused is audited, as in a write. */
  async before(actor: Actor, id: string): Promise<UserRecord> {
    const user = await this.unitOfWork.read(actor, (tx) => this.users.byId(tx, id));
    if (!user) throw new Problem('user-not-found');
    if (!mayResetPassword(actor, toWhom(user)).allowed) {
      await this.unitOfWork.write({ ...actor, once: null }, async (tx) => {
        await this.locked(tx, actor, id);
        return { result: undefined, unchanged: true };
      });
    }
    return user;
  }

  /** In the transaction of the reset, where it counts. */
  async locked(tx: WriteTx, actor: Actor, id: string): Promise<UserRecord> {
    const user = await this.users.lock(tx, id);
    if (!user) throw new Problem('user-not-found');
    refuseUnless(mayResetPassword(actor, toWhom(user)), subjectOf(user));
    return user;
  }
}
