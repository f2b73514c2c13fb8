import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EndedAccess, LoginMethodKind, Page, Session, SessionEnd } from 'wardkeep/contracts';
import type { SessionsQueryDto } from 'wardkeep/contracts/dto';
import { mayEndSessions, toEnd, type Whom } from 'wardkeep/rules';
import type { Actor, Origin } from '../platform/actor.js';
import { SessionTokens } from '../platform/crypto/session-jwt.js';
import { AccessBus } from '../platform/database/access-bus.js';
import type { AuditEntry, Change } from '../platform/database/change.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { newId } from '../platform/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { toWhom } from '../users/user-record.js';
import { UsersService } from '../users/users.service.js';
import { SessionListing } from './session-listing.repository.js';
import { SessionsRepository } from './sessions.repository.js';

type Starting = {
  readonly userId: string;
  readonly username: string;
  readonly domainId: string;
  readonly method: LoginMethodKind;
  readonly origin: Origin;
};

/** A session just started: its token exists here alone. */
export type StartedSession = {
  readonly session: Session;
  readonly token: string;
  readonly csrfToken: string;
  readonly endsAt: Date;
  readonly audit: readonly AuditEntry[];
};

@Injectable()
export class SessionsService {
  constructor(
    private readonly settings: SettingsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsRepository,
    private readonly listing: SessionListing,
    private readonly users: UsersService,
    private readonly tokens: SessionTokens,
    private readonly bus: AccessBus,
  ) {}

  list(actor: Actor, query: SessionsQueryDto): Promise<Page<Session>> {
    return this.unitOfWork.read(actor, async (tx) => this.listing.page(tx, await this.scope(tx, actor, null), query));
  }

  listOwn(actor: Actor, query: SessionsQueryDto): Promise<Page<Session>> {
    const atHome = { ...actor, domain: actor.home };
    return this.unitOfWork.read(atHome, async (tx) =>
      this.listing.page(tx, await this.scope(tx, atHome, actor.userId), query),
    );
  }

  listOfUser(actor: Actor, userId: string, query: SessionsQueryDto): Promise<Page<Session>> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.users.known(tx, userId);
      return this.listing.page(tx, await this.scope(tx, actor, userId), query);
    });
  }

  /**
   * Ends the sessions over the user's limit, the oldest first, and starts one more. The user's row is locked by the
   * caller: whoever starts a session of the same user waits there, so that the cap holds.
   */
  async start(tx: WriteTx, { userId, username, domainId, method, origin }: Starting): Promise<StartedSession> {
    const { sessions: limits } = await this.settings.of(tx, domainId);
    const live = await this.sessions.live(tx, userId, limits);
    const id = newId();
    const csrfToken = randomBytes(24).toString('base64url');
    const device = origin.device ?? 'Unknown device';
    const address = origin.address ?? '';
    const { startedAt, endsAt, ended } = await this.sessions.add(tx, {
      id,
      domainId,
      userId,
      method,
      device,
      address,
      csrfToken,
      lastsMinutes: limits.absoluteMinutes,
      replaces: toEnd(live, limits),
      replacedBecause: 'newer-sign-in',
    });
    await this.bus.announce(tx, ...ended.map((sessionId) => ({ kind: 'session' as const, id: sessionId })));
    const times = {
      startedAt: startedAt.toISOString(),
      lastSeenAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
    };
    return {
      session: {
        id,
        userId,
        username,
        method,
        device,
        address,
        ...times,
        endedAt: null,
        endedBecause: null,
        current: true,
      },
      token: this.tokens.sign({ userId, domainId, sessionId: id }, endsAt),
      csrfToken,
      endsAt,
      audit: ended.map((sessionId) => endedEvent(sessionId, userId, username, 'newer-sign-in')),
    };
  }

  /** One session of the Domain, by an administrator or its own user. */
  end(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.write(actor, async (tx) => {
      const session = await this.sessions.byId(tx, id);
      if (!session) throw new Problem('session-not-found');
      const user = await this.users.known(tx, session.userId);
      refuseUnless(mayEndSessions(actor, toWhom(user)), { kind: 'user', id: user.id, name: user.username });
      return this.finish(tx, id, session.userId, user.username, 'ended-by-administrator');
    });
  }

  endOwn(actor: Actor, id: string, because: SessionEnd = 'ended-by-user'): Promise<void> {
    return this.unitOfWork.write({ ...actor, domain: actor.home }, async (tx) => {
      const session = await this.sessions.byId(tx, id);
      if (session?.userId !== actor.userId) throw new Problem('session-not-found');
      return this.finish(tx, id, actor.userId, actor.username, because);
    });
  }

  /** All of one's own but the one that asks. */
  endOthers(actor: Actor): Promise<EndedAccess> {
    const { userId, username } = actor;
    return this.unitOfWork.write({ ...actor, domain: actor.home }, async (tx) => {
      const ended = await this.sessions.endOfUser(tx, userId, 'ended-by-user', actor.origin.sessionId);
      await this.bus.announce(tx, ...ended.map(({ id }) => ({ kind: 'session' as const, id })));
      return endedAll(ended, userId, username, 'ended-by-user');
    });
  }

  endAllOfUser(actor: Actor, userId: string): Promise<EndedAccess> {
    return this.unitOfWork.write(actor, (tx) => this.endAllWithin(tx, actor, userId));
  }

  async endAllWithin(tx: WriteTx, actor: Actor, userId: string): Promise<Change<EndedAccess>> {
    const user = await this.users.known(tx, userId);
    const target: Whom = toWhom(user);
    refuseUnless(mayEndSessions(actor, target), { kind: 'user', id: userId, name: user.username });
    const ended = await this.sessions.endOfUser(tx, userId, 'ended-by-administrator', null);
    await this.bus.announce(tx, { kind: 'user', id: userId });
    return endedAll(ended, userId, user.username, 'ended-by-administrator');
  }

  private async finish(
    tx: WriteTx,
    id: string,
    userId: string,
    username: string,
    because: SessionEnd,
  ): Promise<Change<void>> {
    const ended = await this.sessions.end(tx, [id], because);
    if (ended.length === 0) return { result: undefined, unchanged: true };
    await this.bus.announce(tx, { kind: 'session', id });
    const event = because === 'signed-out' ? signedOut(userId, username) : endedEvent(id, userId, username, because);
    return { result: undefined, audit: [event], effects: { endsSessions: 1 } };
  }

  private async scope(tx: ReadTx, actor: Actor, userId: string | null) {
    const { sessions } = await this.settings.of(tx, actor.domain.id);
    return { userId, currentId: actor.origin.sessionId, limits: sessions };
  }
}

function endedAll(
  ended: readonly { readonly id: string }[],
  userId: string,
  username: string,
  because: SessionEnd,
): Change<EndedAccess> {
  const result = { endedSessions: ended.length, endedTokens: 0 };
  const [first, ...others] = ended.map(({ id }) => endedEvent(id, userId, username, because));
  if (!first) return { result, unchanged: true };
  return { result, audit: [first, ...others], effects: { endsSessions: ended.length } };
}

function endedEvent(sessionId: string, userId: string, username: string, because: SessionEnd): AuditEntry {
  const changes = [{ field: 'endedBecause', before: null, after: because }];
  return { type: 'session.ended', subject: { kind: 'user', id: userId, name: username }, changes, sessionId };
}

function signedOut(userId: string, username: string): AuditEntry {
  return { type: 'sign-out', subject: { kind: 'user', id: userId, name: username } };
}
