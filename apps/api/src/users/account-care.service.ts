import { Injectable } from '@nestjs/common';
import type { EndedAccess, UserDetail } from 'wardkeep/contracts';
import { mayUnlockUser } from 'wardkeep/rules';
import { AccessEnder } from '../platform/access-ender.js';
import type { Actor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { AccountCareRepository } from './account-care.repository.js';
import { ResetAdmission } from './reset-admission.service.js';
import { subjectOf, toDetail, toWhom, type UserRecord } from './user-record.js';
import { UsersRepository } from './users.repository.js';

/** What administrators do about an account that nobody, or the wrong person, gets into. */
@Injectable()
export class AccountCareService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly care: AccountCareRepository,
    private readonly admission: ResetAdmission,
    private readonly access: AccessEnder,
    private readonly bus: AccessBus,
  ) {}

  unlock(actor: Actor, id: string): Promise<UserDetail> {
    return this.unitOfWork.write(actor, (tx) => this.unlockWithin(tx, actor, id));
  }

  async unlockWithin(tx: WriteTx, actor: Actor, id: string): Promise<Change<UserDetail>> {
    const user = await this.users.lock(tx, id);
    if (!user) throw new Problem('user-not-found');
    refuseUnless(mayUnlockUser(actor, toWhom(user)), subjectOf(user));
    if (!(await this.care.forgetFailures(tx, id))) return { result: toDetail(actor, user), unchanged: true };
    const before = user.locked_until?.toISOString() ?? null;
    const changes = before === null ? [] : [{ field: 'lockedUntil', before, after: null }];
    const result = toDetail(actor, await this.again(tx, id));
    return { result, audit: [{ type: 'user.unlocked', subject: subjectOf(user), changes }] };
  }

  /**
   * A new password at the next sign-in. One that somebody else may know ends the sessions too; any other leaves them,
   * and works until it is changed.
   */
  requirePasswordChange(actor: Actor, id: string, compromised: boolean): Promise<UserDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      const user = await this.admission.locked(tx, actor, id);
      if (isAskedAlready(user, compromised)) return { result: toDetail(actor, user), unchanged: true };
      const changes = demandsOf(user, compromised);
      await this.care.requireChange(tx, id, compromised);
      await this.users.addVersion(tx, actor, id, changes);
      await this.bus.announce(tx, { kind: 'user', id });
      const ended = compromised ? await this.endAccess(tx, id) : NOTHING_ENDED;
      return {
        result: toDetail(actor, await this.again(tx, id)),
        audit: [{ type: 'password.change-required', subject: subjectOf(user), changes }],
        effects: { endsSessions: ended.endedSessions, endsTokens: ended.endedTokens },
      };
    });
  }

  private async endAccess(tx: WriteTx, id: string): Promise<EndedAccess> {
    const ended = await this.access.ofUser(tx, id, 'password-compromised');
    return { endedSessions: ended.sessions, endedTokens: ended.tokens };
  }

  private async again(tx: WriteTx, id: string): Promise<UserRecord> {
    const user = await this.users.byId(tx, id);
    if (!user) throw new Problem('user-not-found');
    return user;
  }
}

const NOTHING_ENDED: EndedAccess = { endedSessions: 0, endedTokens: 0 };

/** Without a password there is none to change. */
function isAskedAlready(user: UserRecord, compromised: boolean): boolean {
  if (user.password_hash === null) return true;
  return compromised ? user.password_compromised : user.must_change_password;
}

function demandsOf(user: UserRecord, compromised: boolean) {
  const flags = [
    { field: 'mustChangePassword', before: user.must_change_password, after: true },
    {
      field: 'passwordCompromised',
      before: user.password_compromised,
      after: user.password_compromised || compromised,
    },
  ];
  return flags.filter(({ before, after }) => before !== after);
}
