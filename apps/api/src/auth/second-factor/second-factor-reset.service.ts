import { Injectable } from '@nestjs/common';
import type { DisabledUser } from 'wardkeep/contracts';
import { mayResetSecondFactor } from 'wardkeep/rules';
import { AccessEnder } from '../../platform/access-ender.js';
import type { Actor } from '../../platform/actor.js';
import type { Change } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { refuseUnless } from '../../platform/http/refuse-unless.js';
import { Reasons } from '../../settings/reasons.service.js';
import { SecondFactorResets } from '../../users/second-factor-resets.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import { toDetail, toWhom } from '../../users/user-record.js';
import { UsersService } from '../../users/users.service.js';
import { SecondFactors } from './second-factors.service.js';

/** For somebody whose phone is gone: back to no second factor, and to no access that came of it. */
@Injectable()
export class SecondFactorReset extends SecondFactorResets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly users: UsersService,
    private readonly factors: SecondFactors,
    private readonly access: AccessEnder,
    private readonly reasons: Reasons,
  ) {
    super();
  }

  reset(actor: Actor, id: string): Promise<DisabledUser> {
    return this.unitOfWork.write(actor, (tx) => this.resetWithin(tx, actor, id));
  }

  async resetWithin(tx: WriteTx, actor: Actor, id: string): Promise<Change<DisabledUser>> {
    if (!(await this.accounts.lock(tx, id))) throw new Problem('user-not-found');
    const user = await this.users.known(tx, id);
    const subject = { kind: 'user', id, name: user.username };
    refuseUnless(mayResetSecondFactor(actor, toWhom(user)), subject);
    if (!user.totp_enrolled) {
      return { result: { user: toDetail(actor, user), endedSessions: 0, endedTokens: 0 }, unchanged: true };
    }
    const warnings = await this.reasons.require(tx, actor, 'resetTwoFactor');
    const audit = await this.factors.remove(tx, actor, user, 'two-factor.reset');
    const ended = await this.access.ofUser(tx, id, 'two-factor-reset');
    const saved = toDetail(actor, await this.users.known(tx, id));
    return {
      result: { user: saved, endedSessions: ended.sessions, endedTokens: ended.tokens },
      audit: [audit],
      effects: { warnings, endsSessions: ended.sessions, endsTokens: ended.tokens },
    };
  }
}
