import { Injectable } from '@nestjs/common';
import type { GateRemedy, GateState, SignInCheck } from 'wardkeep/contracts';
import {
  holds,
  mayEnableDomain,
  mayEnableUser,
  mayResetPassword,
  mayResetSecondFactor,
  mayUnlockUser,
  signInGates,
  type Decision,
  type GateView,
} from 'wardkeep/rules';
import { AuditService } from '../../audit/audit.service.js';
import { DomainsService } from '../../domains/domains.service.js';
import { factsOf as domainFactsOf, type DomainRecord } from '../../domains/domain-record.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { SettingsService } from '../../settings/settings.service.js';
import { toWhom, type UserRecord } from '../../users/user-record.js';
import { UsersService } from '../../users/users.service.js';
import { ageLimitOf, factsOf } from '../account-facts.js';
import { DirectoryStanding } from '../accounts/directory-standing.service.js';
import { SecondFactors } from '../second-factor/second-factors.service.js';

const NEWEST_REFUSALS = 5;

/** Why somebody can not sign in: every gate of the sign-in, by the rules that the sign-in itself goes by. */
@Injectable()
export class SignInCheckService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersService,
    private readonly domains: DomainsService,
    private readonly settings: SettingsService,
    private readonly factors: SecondFactors,
    private readonly audit: AuditService,
    private readonly standing: DirectoryStanding,
  ) {}

  async of(actor: Actor, userId: string): Promise<SignInCheck> {
    const domain = await this.domains.byId(actor.domain.id);
    if (!domain) throw new Problem('user-not-found');
    const check = await this.unitOfWork.read(actor, async (tx) => {
      const user = await this.users.known(tx, userId);
      const policies = await this.settings.of(tx, domain.id);
      const facts = factsOf(user, {
        domainEnabled: domain.enabled,
        policies,
        isKnownDevice: false,
        passwordOutdated: false,
      });
      const provider = await this.standing.of(tx, user);
      const gates = signInGates({ ...facts, invited: user.invited, provider }, user.read_at);
      return {
        canSignIn: gates.every(({ state }) => state !== 'shut'),
        loginMethod: user.login_method,
        gates: gates.map((gate) => toState(gate, actor, user, domain)),
        lockout: {
          failures: user.failed_sign_ins,
          since: user.failing_since?.toISOString() ?? null,
          lockedUntil: user.locked_until?.toISOString() ?? null,
          maxFailures: policies.lockout.maxFailures,
        },
        secondFactor: await this.factors.state(tx, user, policies),
        passwordChangedAt: user.password_changed_at?.toISOString() ?? null,
        passwordExpiresAt: (facts.temporaryUntil ?? ageLimitOf(user, policies))?.toISOString() ?? null,
      };
    });
    return { ...check, refusals: await this.refusals(actor, userId) };
  }

  private async refusals(actor: Actor, userId: string): Promise<SignInCheck['refusals']> {
    if (!holds(actor.grants, 'audit:read', 'domain')) return [];
    const query = { type: 'sign-in.refused', sort: '-at', limit: NEWEST_REFUSALS } as const;
    const { items } = await this.audit.ofSubject(actor, userId, query);
    return items.map(({ at, detail, address, device }) => ({ at, reason: codeOf(detail), address, device }));
  }
}

/** The details that follow it, such as what a directory answered, are in the audit trail. */
function codeOf(detail: string | null): string {
  return detail?.split(':')[0] ?? '';
}

function toState(view: GateView, actor: Actor, user: UserRecord, domain: DomainRecord): GateState {
  const decision = view.remedy && mayRemedy(view.remedy, actor, user, domain);
  const remedyBlocked = decision && !decision.allowed ? decision.because : null;
  return { ...view, until: view.until?.toISOString() ?? null, remedyBlocked };
}

function mayRemedy(remedy: GateRemedy, actor: Actor, user: UserRecord, domain: DomainRecord): Decision {
  const whom = toWhom(user);
  const decisions: Readonly<Record<GateRemedy, () => Decision>> = {
    'enable-domain': () => mayEnableDomain(actor, domainFactsOf(actor, domain)),
    enable: () => mayEnableUser(actor, whom),
    unlock: () => mayUnlockUser(actor, whom),
    'reset-password': () => mayResetPassword(actor, whom),
    'resend-invitation': () => mayResetPassword(actor, whom),
    'reset-two-factor': () => mayResetSecondFactor(actor, whom),
  };
  return decisions[remedy]();
}
