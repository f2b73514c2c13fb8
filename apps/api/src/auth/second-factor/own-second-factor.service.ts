import { Injectable } from '@nestjs/common';
import type { Enrolment, RecoveryCodes, SecondFactorState } from 'wardkeep/contracts';
import { mayDisableSecondFactor, requiredBy, type SecondFactorDemand } from 'wardkeep/rules';
import { AccessEnder } from '../../platform/access-ender.js';
import type { Actor } from '../../platform/actor.js';
import type { AuditEntry } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { SettingsService } from '../../settings/settings.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { AccountRecord } from '../../users/user-record.js';
import { demandsOf } from '../account-facts.js';
import { CurrentPasswordService, wrongPassword } from '../current-password.service.js';
import type { DeviceProof } from '../lockout/device-cookie.js';
import { FailuresService } from '../lockout/failures.service.js';
import { KnownDevices } from '../lockout/known-devices.js';
import { isSamePassword } from '../sign-in.service.js';
import { SecondFactors } from './second-factors.service.js';

/** The second factor of one's own account, by somebody signed in. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly factors: SecondFactors,
    private readonly settings: SettingsService,
    private readonly current: CurrentPasswordService,
    private readonly failures: FailuresService,
    private readonly devices: KnownDevices,
    private readonly access: AccessEnder,
  ) {}

  state(actor: Actor): Promise<SecondFactorState> {
    return this.unitOfWork.read(atHome(actor), async (tx) => {
      const user = await this.accounts.find(tx, actor.userId);
      if (!user) throw new Problem('user-not-found');
      return this.factors.state(tx, user, await this.settings.of(tx, user.domain_id));
    });
  }

  /** Carried out as often as it is asked for: no answer is kept that shows the secret again. */
  begin(actor: Actor): Promise<Enrolment> {
    const home = { ...atHome(actor), once: null };
    return this.unitOfWork.write(home, async (tx) => {
      const user = await this.enrolling(tx, actor);
      return { result: await this.factors.begin(tx, user, home.domain), unchanged: true };
    });
  }

  /** Ends nothing: a session that had to wait for this is a full one from then on. */
  async confirm(actor: Actor, code: string, device: DeviceProof | null): Promise<RecoveryCodes> {
    const home = atHome(actor);
    const refusal = codeRefused();
    try {
      return await this.unitOfWork.write(home, async (tx) => {
        const user = await this.enrolling(tx, actor);
        const confirmed = await this.factors.confirm(tx, home, user, home.domain, code);
        if (!confirmed) throw refusal;
        return { result: { recoveryCodes: confirmed.codes }, audit: [confirmed.audit] };
      });
    } catch (error) {
      if (error === refusal) await this.recordFailure(home, device);
      throw error;
    }
  }

  async remove(actor: Actor, password: string, device: DeviceProof | null): Promise<void> {
    const home = atHome(actor);
    const { user: proven } = await this.current.proveAnywhere(home, password, device, '/password');
    await this.unitOfWork.write(home, async (tx) => {
      const user = await this.unchanged(tx, proven);
      if (!user.totp_enrolled) return { result: undefined, unchanged: true };
      const demands = demandsOf(user, await this.settings.of(tx, user.domain_id));
      if (!mayDisableSecondFactor(demands).allowed) throw demanded(requiredBy(demands));
      const audit = await this.factors.remove(tx, home, user, 'two-factor.removed');
      const ended = await this.access.ofUser(tx, user.id, 'two-factor-reset', actor.origin.sessionId ?? undefined);
      return { result: undefined, audit: [audit], effects: { endsSessions: ended.sessions, endsTokens: ended.tokens } };
    });
  }

  async renewCodes(actor: Actor, password: string, device: DeviceProof | null): Promise<RecoveryCodes> {
    const home = atHome(actor);
    const { user: proven } = await this.current.proveAnywhere(home, password, device, '/password');
    return this.unitOfWork.write(home, async (tx) => {
      const user = await this.unchanged(tx, proven);
      if (!user.totp_enrolled) throw new Problem('two-factor-not-enrolled');
      const { codes, audit } = await this.factors.renewCodes(tx, user);
      return { result: { recoveryCodes: codes }, audit: [audit] };
    });
  }

  private async enrolling(tx: WriteTx, actor: Actor): Promise<AccountRecord> {
    const user = await this.accounts.lock(tx, actor.userId);
    if (!user) throw new Problem('user-not-found');
    if (user.login_method === 'saml' || user.login_method === 'oidc') throw new Problem('managed-elsewhere');
    if (user.totp_enrolled) throw new Problem('two-factor-enrolled');
    return user;
  }

  /** A password that was changed while it was compared proves nothing. */
  private async unchanged(tx: WriteTx, proven: AccountRecord): Promise<AccountRecord> {
    const user = await this.accounts.lock(tx, proven.id);
    if (!user) throw new Problem('user-not-found');
    if (!isSamePassword(proven.password_changed_at, user)) throw wrongPassword('/password');
    return user;
  }

  private async recordFailure(home: Actor, proof: DeviceProof | null): Promise<void> {
    await this.unitOfWork.write({ ...home, dryRun: false, once: null }, async (tx) => {
      const user = await this.accounts.lock(tx, home.userId);
      const device = user && (await this.devices.of(tx, user, proof));
      const { domain, origin } = home;
      const about = { domain, origin, reason: 'wrong-code', user, device, typed: '' } as const;
      const [, ...consequences] = await this.failures.record(tx, about);
      const subject = { kind: 'user', id: home.userId, name: home.username };
      const refused: AuditEntry = { type: 'two-factor.enrolled', outcome: 'refused', subject, detail: 'wrong-code' };
      return { result: undefined, audit: [refused, ...consequences] };
    });
  }
}

/** One's own account is where one is at home, wherever one works. */
function atHome(actor: Actor): Actor {
  return { ...actor, domain: actor.home };
}

function codeRefused(): Problem {
  return new Problem('code-refused', {
    errors: [{ pointer: '/code', code: 'wrong-code', detail: 'is not a code of what was set up last' }],
  });
}

const DEMANDED: Readonly<Record<SecondFactorDemand, string>> = {
  user: 'An administrator requires it of you.',
  role: 'Your role requires it.',
  domain: 'Your Domain requires it of everybody.',
};

function demanded(by: SecondFactorDemand | null): Problem {
  return new Problem('two-factor-required', by ? { detail: DEMANDED[by] } : {});
}
