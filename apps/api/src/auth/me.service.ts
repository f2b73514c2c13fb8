import { Injectable } from '@nestjs/common';
import type { DomainInView, Me, User } from 'wardkeep/contracts';
import type { UpdateProfileDto } from 'wardkeep/contracts/dto';
import { DomainsService } from '../domains/domains.service.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { toCurrentSession, type LiveSession } from '../sessions/live-session.js';
import { proofEndsAt } from '../sessions/recent-proof.js';
import { SettingsService } from '../settings/settings.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import { toUser } from '../users/user-record.js';

/** One's own account, answered from memory while nothing about it changes. */
@Injectable()
export class MeService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly domains: DomainsService,
    private readonly outbox: OutboxService,
    private readonly settings: SettingsService,
  ) {}

  /** A `Me` as JSON: the long part, which stays while nothing about the user changes, is written once a session. */
  async get(actor: Actor, live: LiveSession, byCookie: boolean): Promise<string> {
    live.profile ??= await this.profile(actor);
    live.profileText ??= textOf({ user: live.profile, home: live.home, permissions: live.permissions });
    const changing = textOf({
      domain: await this.workplace(actor, live),
      session: toCurrentSession(live),
      idleMinutes: live.policies.sessions.idleMinutes,
      stepUpUntil: proofEndsAt(live).toISOString(),
      csrfToken: byCookie ? live.facts.csrf_token : null,
      mailConfigured: this.outbox.isDelivering,
    });
    return `${live.profileText.slice(0, -1)},${changing.slice(1)}`;
  }

  async update(actor: Actor, live: LiveSession, byCookie: boolean, change: UpdateProfileDto): Promise<string> {
    live.profile = await this.accounts.updateOwn({ ...actor, domain: actor.home }, change);
    live.profileText = null;
    return this.get(actor, live, byCookie);
  }

  private profile(actor: Actor): Promise<User> {
    return this.unitOfWork.read({ ...actor, domain: actor.home }, async (tx) => {
      const user = await this.accounts.find(tx, actor.userId);
      if (!user) throw new Problem('session-ended');
      return toUser(user, user.read_at);
    });
  }

  private async workplace(actor: Actor, live: LiveSession): Promise<DomainInView> {
    if (actor.domain.id === live.home.id) return live.home;
    const domain = await this.domains.byId(actor.domain.id);
    if (!domain) throw new Problem('domain-not-found');
    const { id, name, displayName, primary, banner } = domain;
    const { passwords: passwordPolicy, reasons } = await this.settings.in(domain.id);
    return { id, name, displayName, primary, banner, passwordPolicy, reasons };
  }
}

function textOf<Part extends Partial<Me>>(part: Part): string {
  return JSON.stringify(part);
}
