import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RenewedSession } from 'wardkeep/contracts';
import { SessionTokens } from '../platform/crypto/session-jwt.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { toCurrentSession, type LiveSession } from './live-session.js';
import type { CookieWriter } from './session-cookie.js';
import { RenewalRepository } from './session-renewal.repository.js';

/** Whoever proves again who they are goes on under a new token: one that was copied before is worth nothing any more. */
@Injectable()
export class SessionRenewal {
  constructor(
    private readonly settings: SettingsService,
    private readonly renewals: RenewalRepository,
    private readonly tokens: SessionTokens,
    private readonly bus: AccessBus,
  ) {}

  /**
   * In the caller's transaction. A browser gets the token in its cookie once that is committed; whoever has no cookie
   * gets it in the answer. Neither lasts longer than the session would have.
   */
  async renew(tx: WriteTx, live: LiveSession, cookie: CookieWriter | null): Promise<RenewedSession> {
    const domainId = live.home.id;
    const { sessions: limits } = await this.settings.of(tx, domainId);
    const [id, csrfToken] = [newId(), randomBytes(24).toString('base64url')];
    const times = await this.renewals.renew(tx, live.id, { id, csrfToken, absoluteMinutes: limits.absoluteMinutes });
    if (!times) throw new Problem('session-ended');
    await this.bus.announce(tx, { kind: 'session', id: live.id });
    const token = this.tokens.sign({ userId: live.userId, domainId, sessionId: id }, times.endsAt);
    if (cookie) tx.afterCommit(() => cookie(token, times.endsAt));
    const startedAt = times.startedAt.toISOString();
    const endsAt = times.endsAt.toISOString();
    return {
      ...(cookie ? { csrfToken } : { accessToken: token }),
      session: { ...toCurrentSession(live), id, startedAt, lastSeenAt: startedAt, endsAt },
    };
  }
}
