import type { DomainInView, Grant, Session, User } from 'wardkeep/contracts';
import { isSecondFactorRequired, type Grants } from 'wardkeep/rules';
import { grantsOfRole, permissionsOfRole } from '../roles/role-record.js';
import type { Policies } from '../settings/settings.service.js';
import type { SessionFacts } from './sessions.repository.js';

/** A session as kept in memory: what every request of it needs, and when it is over by this process's steady clock. */
export type LiveSession = {
  readonly id: string;
  readonly userId: string;
  readonly facts: SessionFacts;
  readonly home: DomainInView;
  /** The settings of the home Domain; a change of them drops this entry. */
  readonly policies: Policies;
  /** A second factor is asked of the user since this session began: until there is one, it opens little. */
  readonly mustEnrol: boolean;
  readonly grants: Grants;
  readonly permissions: readonly Grant[];
  /** The absolute end: what was told at the start, or sooner where the limit was lowered since. */
  readonly endsAt: Date;
  readonly overAt: number;
  /** Moves on with every request. */
  seenAt: number;
  /** The user's record, kept once it was asked for; gone with this entry when the user changes. */
  profile: User | null;
  /** What `GET /me` says that changes with this entry alone, written once. */
  profileText: string | null;
};

/** Deadlines as distances on the database's clock, so that a jump of this host's clock moves none of them. */
export function toLiveSession(facts: SessionFacts, policies: Policies, steadyNow: number): LiveSession {
  const dbNow = facts.read_at.getTime();
  const endsAt = endOf(facts, policies);
  return {
    id: facts.id,
    userId: facts.user_id,
    facts,
    home: homeOf(facts, policies),
    policies,
    mustEnrol: !facts.totp_enrolled && isSecondFactorRequired(demandsOf(facts, policies)),
    grants: grantsOfRole(facts.role_kind, facts.role_permissions),
    permissions: permissionsOfRole(facts.role_kind, facts.role_permissions),
    endsAt,
    overAt: steadyNow + (endsAt.getTime() - dbNow),
    seenAt: steadyNow - (dbNow - facts.last_seen_at.getTime()),
    profile: null,
    profileText: null,
  };
}

function endOf(facts: SessionFacts, { sessions }: Policies): Date {
  const byLimit = facts.started_at.getTime() + sessions.absoluteMinutes * 60_000;
  return new Date(Math.min(facts.ends_at.getTime(), byLimit));
}

function homeOf(facts: SessionFacts, policies: Policies): DomainInView {
  return {
    id: facts.domain_id,
    name: facts.domain_name,
    displayName: facts.domain_display_name,
    primary: facts.domain_primary,
    banner:
      facts.banner_text === null || facts.banner_color === null
        ? null
        : { text: facts.banner_text, color: facts.banner_color },
    passwordPolicy: policies.passwords,
    reasons: policies.reasons,
  };
}

function demandsOf(facts: SessionFacts, policies: Policies) {
  return {
    loginMethod: facts.login_method,
    user: facts.two_factor_required,
    role: facts.role_two_factor_required,
    domain: policies.twoFactor.required,
  };
}

/** The session as its own user sees it. */
export function toCurrentSession(live: LiveSession): Session {
  const { facts } = live;
  const readAt = live.overAt - (live.endsAt.getTime() - facts.read_at.getTime());
  return {
    id: live.id,
    userId: live.userId,
    username: facts.username,
    method: facts.method,
    device: facts.device,
    address: facts.address,
    startedAt: facts.started_at.toISOString(),
    lastSeenAt: new Date(facts.read_at.getTime() + (live.seenAt - readAt)).toISOString(),
    endsAt: live.endsAt.toISOString(),
    endedAt: null,
    endedBecause: null,
    current: true,
  };
}
