import { Injectable } from '@nestjs/common';
import type { UserAsOf } from 'wardkeep/contracts';
import { holds, mayExplainAccess } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { refuseUnless } from '../../platform/http/refuse-unless.js';
import { SettingsService } from '../../settings/settings.service.js';
import { UserPast } from '../../users/user-past.service.js';
import { SessionListing } from '../session-listing.repository.js';

/** A user as it was: profile, role, what that gave, second factor, and the sessions that were alive. */
@Injectable()
export class UserAsOfService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly past: UserPast,
    private readonly sessions: SessionListing,
    private readonly settings: SettingsService,
  ) {}

  get(actor: Actor, id: string, at: string): Promise<UserAsOf> {
    return this.unitOfWork.read(actor, async (tx) => {
      refuseUnless(mayExplainAccess(actor));
      const past = await this.past.at(tx, id, at);
      if (!holds(actor.grants, 'sessions:read', 'domain')) return { ...past, sessions: null };
      const { sessions: limits } = await this.settings.of(tx, actor.domain.id);
      return { ...past, sessions: await this.sessions.aliveAt(tx, id, at, limits) };
    });
  }
}
