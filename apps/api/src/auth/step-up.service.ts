import { Injectable } from '@nestjs/common';
import type { RenewedSession } from 'wardkeep/contracts';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import type { LiveSession } from '../sessions/live-session.js';
import type { CookieWriter } from '../sessions/session-cookie.js';
import { SessionRenewal } from '../sessions/session-renewal.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { CurrentPasswordService, wrongPassword } from './current-password.service.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import { isSamePassword } from './sign-in.service.js';

type Caller = {
  readonly live: LiveSession;
  readonly device: DeviceProof | null;
  readonly cookie: CookieWriter | null;
};

/** Somebody signed in shows again who they are, for what asks for a recent proof. */
@Injectable()
export class StepUpService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly current: CurrentPasswordService,
    private readonly renewal: SessionRenewal,
  ) {}

  async prove(actor: Actor, { live, device, cookie }: Caller, password: string): Promise<RenewedSession> {
    const atHome = { ...actor, domain: actor.home };
    const { user } = await this.current.proveAnywhere(atHome, password, device, '/password');
    return this.unitOfWork.write(atHome, async (tx) => {
      const locked = await this.accounts.lock(tx, user.id);
      if (!locked) throw new Problem('user-not-found');
      if (!isSamePassword(user.password_changed_at, locked)) throw wrongPassword('/password');
      const result = await this.renewal.renew(tx, live, cookie);
      const subject = { kind: 'user', id: user.id, name: user.username };
      return { result, audit: [{ type: 'session.proven', subject }] };
    });
  }
}
