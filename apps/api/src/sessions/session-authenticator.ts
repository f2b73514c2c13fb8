import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainsService } from '../domains/domains.service.js';
import type { Actor, DomainRef } from '../platform/actor.js';
import { SessionTokens } from '../platform/crypto/session-jwt.js';
import { SigningKeyWatch } from '../platform/database/signing-key-watch.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { originOf } from '../platform/http/access.decorators.js';
import { Authenticator, type Authenticated, type Presence } from '../platform/http/authenticator.js';
import { Problem } from '../platform/http/problem.js';
import type { SessionRequest } from './current-session.js';
import type { LiveSession } from './live-session.js';
import { LiveSessions } from './live-sessions.js';
import { SessionCookie } from './session-cookie.js';

const NAMED_LENGTH = 100;

/** Who a request is from: by the session that its bearer token or cookie names. */
@Injectable()
export class SessionAuthenticator extends Authenticator {
  constructor(
    private readonly tokens: SessionTokens,
    private readonly keys: SigningKeyWatch,
    private readonly live: LiveSessions,
    private readonly cookie: SessionCookie,
    private readonly domains: DomainsService,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  async authenticate(request: SessionRequest, presence: Presence): Promise<Authenticated | null> {
    const bearer = bearerOf(request);
    const token = bearer ?? this.cookie.read(request);
    if (token === null) return null;
    const claims = this.tokens.verify(token) ?? (await this.keys.verifyAgain(token));
    const live = claims && (await this.live.find(claims, presence));
    if (!live) throw new Problem('session-ended', { endedBecause: claims && (await this.live.whyEnded(claims)) });
    request.live = live;
    return {
      actor: await this.actorOf(request, live),
      byCookie: bearer === null,
      mustEnrol: live.mustEnrol,
      csrfMatches: (sent) => isSame(sent, live.facts.csrf_token),
    };
  }

  private async actorOf(request: FastifyRequest, live: LiveSession): Promise<Actor> {
    const { facts, home, grants } = live;
    const atHome: Actor = {
      kind: 'user',
      userId: live.userId,
      username: facts.username,
      home,
      domain: home,
      roleKind: facts.role_kind,
      grants,
      dryRun: false,
      once: null,
      origin: { ...originOf(request, facts.device), sessionId: live.id },
    };
    return { ...atHome, domain: await this.workplace(request, atHome) };
  }

  /** System Administrators may work in another Domain; for everybody else there is none to name. */
  private async workplace(request: FastifyRequest, actor: Actor): Promise<DomainRef> {
    const { home, roleKind } = actor;
    const wanted = request.headers['x-domain'] ?? namedInLink(request);
    if (wanted === undefined) return home;
    if (roleKind !== 'system-administrator' || typeof wanted !== 'string') {
      await this.unitOfWork.recordRefusal(actor, `X-Domain ${keepable(wanted)}`);
      throw new Problem('domain-not-found');
    }
    if (wanted.toLowerCase() === home.name.toLowerCase()) return home;
    const domain = await this.domains.byName(wanted);
    if (!domain) throw new Problem('domain-not-found');
    return domain;
  }
}

/** A made-up name as far as the audit log takes it. */
function keepable(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, NAMED_LENGTH).replace(/[\0\p{Cs}]/gu, '\u{FFFD}') : 'several';
}

/** A link sends no headers: what only reads may be told in its address. */
function namedInLink(request: FastifyRequest): unknown {
  return request.method === 'GET' ? (request.query as { domain?: unknown }).domain : undefined;
}

function bearerOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  const [, token] = /^Bearer ([\x21-\x7e]+)$/i.exec(header) ?? [];
  if (token === undefined) throw new Problem('not-signed-in');
  return token;
}

function isSame(sent: string, kept: string): boolean {
  const [left, right] = [Buffer.from(sent), Buffer.from(kept)];
  return left.length === right.length && timingSafeEqual(left, right);
}
