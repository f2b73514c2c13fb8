import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { OidcLogoutTokens, type LogoutClaims } from '../../providers/oidc/oidc-logout-tokens.js';
import { SsoAttemptsRepository } from './sso-attempts.repository.js';
import { SsoRefusals, type Where } from './sso-refusals.service.js';
import { SsoSessions } from './sso-sessions.service.js';

/** An OpenID provider tells, server to server, that somebody signed out there (back-channel logout). */
@Injectable()
export class OidcLogout {
  constructor(
    private readonly tokens: OidcLogoutTokens,
    private readonly attempts: SsoAttemptsRepository,
    private readonly sessions: SsoSessions,
    private readonly refusals: SsoRefusals,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** `token`: null where more was sent than a token may have. */
  async take(where: Where, token: string | null): Promise<void> {
    const { provider } = where;
    if (token === null) throw await this.refusals.oversizedLogout(where);
    const read = provider.kind === 'oidc' ? await this.tokens.read(provider, token) : { refused: 'no OpenID provider' };
    const because = 'refused' in read ? read.refused : await this.ended(where, read);
    if (because !== null) throw await this.refusals.logout(where, 'logout_token', because);
  }

  /** Why not; null: they are. A message is acted on once. */
  private ended({ domain, provider, origin }: Where, claims: LogoutClaims): Promise<string | null> {
    const { id: providerId, domainId, name } = provider;
    const { jti, expiresAt, subject, sid } = claims;
    return this.unitOfWork.write(inDomain(domain, origin), async (tx) => {
      const hash = createHash('sha256').update(jti).digest();
      const isFirst = await this.attempts.consume(tx, { domainId, providerId, kind: 'logout' }, hash, expiresAt);
      if (!isFirst) return { result: 'replayed', unchanged: true };
      const ended = await this.sessions.end(tx, { providerId, subject, sid });
      const about = { kind: 'provider', id: providerId, name };
      const detail = `${ended.length} sessions`;
      return { result: null, audit: [{ type: 'provider.logged-out', subject: about, detail }, ...ended] };
    });
  }
}
