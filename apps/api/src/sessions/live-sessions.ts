import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SessionEnd } from 'wardkeep/contracts';
import type { SessionClaims } from '../platform/crypto/session-jwt.js';
import { inDomain } from '../platform/actor.js';
import { AccessBus, type AccessChange } from '../platform/database/access-bus.js';
import { SystemUnitOfWork, UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Presence } from '../platform/http/authenticator.js';
import { SettingsService } from '../settings/settings.service.js';
import { toLiveSession, type LiveSession } from './live-session.js';
import { SessionsRepository } from './sessions.repository.js';

const MOST_KEPT = 20_000;
const FLUSH_MS = 15_000;

/**
 * The sessions in use on this instance. An entry is dropped the moment that somebody, on any
 * instance, ends or changes what it stands for; while that can not be heard, nothing is kept.
 */
@Injectable()
export class LiveSessions implements OnApplicationShutdown {
  private readonly kept = new Map<string, LiveSession>();
  private readonly unwritten = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  /** Counts what was heard: a session read before a change was heard is not kept after it. */
  private heard = 0;

  constructor(
    private readonly settings: SettingsService,
    private readonly bus: AccessBus,
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
    private readonly sessions: SessionsRepository,
  ) {
    bus.subscribe((change) => this.forget(change));
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  /** The session that a verified token names, if it is still live; it counts as seen when somebody is there. */
  async find(claims: SessionClaims, presence: Presence): Promise<LiveSession | null> {
    const known = this.kept.get(claims.sid);
    const live = known && this.isWithin(known) ? known : await this.load(claims);
    if (live?.userId !== claims.sub || !this.isWithin(live)) return null;
    if (presence === 'unattended') return live;
    live.seenAt = steadyNow();
    this.unwritten.set(live.id, live.seenAt);
    return live;
  }

  /** For its own user, whose browser still has the token. */
  async whyEnded({ dom, sid, sub }: SessionClaims): Promise<SessionEnd | null> {
    const home = inDomain({ id: dom, name: '' });
    return this.unitOfWork.read(home, (tx) => this.sessions.whyEnded(tx, sid, sub));
  }

  /** Writes what was seen since the last time; another instance may end a session as idle otherwise. */
  async flush(): Promise<void> {
    if (this.unwritten.size === 0) return;
    const now = steadyNow();
    const seen = [...this.unwritten].map(([id, at]) => ({ id, ageMs: now - at }));
    this.unwritten.clear();
    await this.system.maintain((tx) => this.sessions.touch(tx, seen)).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private isWithin(live: LiveSession): boolean {
    const now = steadyNow();
    return now < live.overAt && now - live.seenAt < live.policies.sessions.idleMinutes * 60_000;
  }

  private async load(claims: SessionClaims): Promise<LiveSession | null> {
    this.kept.delete(claims.sid);
    const { heard } = this;
    const [facts, policies] = await this.unitOfWork.read(inDomain({ id: claims.dom, name: '' }), async (tx) => [
      await this.sessions.facts(tx, claims.sid),
      await this.settings.of(tx, claims.dom),
    ]);
    if (!facts?.user_enabled || !facts.domain_enabled || facts.has_temporary_password) return null;
    const live = toLiveSession(facts, policies, steadyNow());
    if (this.bus.isHeard && heard === this.heard) this.keep(live);
    return live;
  }

  private keep(live: LiveSession): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(live.id, live);
  }

  private forget({ kind, id }: AccessChange): void {
    if (kind === 'provider' || kind === 'keys') return;
    this.heard += 1;
    if (kind === 'session') {
      this.kept.delete(id);
      return;
    }
    for (const [key, live] of this.kept) {
      const concerned = { user: live.userId, domain: live.home.id, role: live.facts.role_id }[kind];
      if (id === '*' || concerned === id) this.kept.delete(key);
    }
  }
}

/** Milliseconds that only ever go forward. */
function steadyNow(): number {
  return performance.now();
}
