import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { OidcLogoutTokens, type LogoutClaims } from '../../providers/oidc/oidc-logout-tokens.js';
import { readable } from '../../providers/sso/sso-failures.service.js';
import { SsoAttemptsRepository } from './sso-attempts.repository.js';
import type { Where } from './sso-refusals.service.js';
import { SsoSessions } from './sso-sessions.service.js';

type Refused = { readonly refused: string };

/** An OpenID provider tells, server to server, that somebody signed out there (back-channel logout). */
@Injectable()
export class OidcLogout {
  constructor(
    private readonly tokens: OidcLogoutTokens,
    private readonly attempts: SsoAttemptsRepository,
    private readonly sessions: SsoSessions,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async take(where: Where, token: string): Promise<void> {
    const { provider } = where;
    const read = provider.kind === 'oidc' ? await this.tokens.read(provider, token) : { refused: 'no OpenID provider' };
    const because = 'refused' in read ? read.refused : await this.ended(where, read);
    if (because === null) return;
    await this.audit(where, because);
    const pointer = '/logout_token';
    throw new Problem('invalid-request', { errors: [{ pointer, code: 'logout-token', detail: 'is not believed' }] });
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

  private audit({ domain, provider, origin }: Where, because: Refused['refused']): Promise<void> {
    const subject = { kind: 'provider', id: provider.id, name: provider.name };
    return this.unitOfWork.write(inDomain(domain, origin), () =>
      Promise.resolve({
        result: undefined,
        audit: [{ type: 'provider.logged-out', outcome: 'refused', subject, detail: readable(because) }],
      }),
    );
  }
}
