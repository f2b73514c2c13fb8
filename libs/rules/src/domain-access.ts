import { DOMAIN_ACTIONS, type DomainAction, type Permission, type ProblemCode } from 'wardkeep/contracts';
import { denyFirst, type Decision } from './decision.js';
import { holds, type Who } from './grants.js';

/** The Domain that something is done to. */
export type DomainFacts = {
  /** Whether the actor's account belongs to it. */
  readonly isHome: boolean;
  readonly isPrimary: boolean;
  readonly enabled: boolean;
};

export type DomainActions = {
  readonly actions: readonly DomainAction[];
  readonly blocked: Partial<Record<DomainAction, ProblemCode>>;
};

/** A Domain that may not be read does not exist for the actor: the answer is 404. */
export function mayReadDomain(actor: Who, domain: DomainFacts): Decision {
  return denyFirst([['domain-not-found', !mayReach(actor, 'domains:read', domain)]]);
}

export function mayUpdateDomain(actor: Who, domain: DomainFacts): Decision {
  return denyFirst([['permission-missing', !mayReach(actor, 'domains:update', domain)]]);
}

export function mayEnableDomain(actor: Who, domain: DomainFacts): Decision {
  return denyFirst([['permission-missing', !mayReach(actor, 'domains:enable', domain)]]);
}

/** The Primary Domain is never disabled: nobody could enable it again. */
export function mayDisableDomain(actor: Who, domain: DomainFacts): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'domains:enable', domain)],
    ['protected-domain', domain.isPrimary],
  ]);
}

/** Deleting takes two steps, so that a Domain in use is never gone by one slip. */
export function mayDeleteDomain(actor: Who, domain: DomainFacts): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'domains:delete', domain)],
    ['protected-domain', domain.isPrimary],
    ['domain-enabled', domain.enabled],
  ]);
}

/**
 * What the actor may do to the Domain, and why not the rest. Enabling an enabled Domain or disabling a disabled one is
 * in neither.
 */
export function domainActions(actor: Who, domain: DomainFacts): DomainActions {
  const decisions: Readonly<Record<DomainAction, Decision>> = {
    update: mayUpdateDomain(actor, domain),
    enable: mayEnableDomain(actor, domain),
    disable: mayDisableDomain(actor, domain),
    delete: mayDeleteDomain(actor, domain),
  };
  const pointless = domain.enabled ? 'enable' : 'disable';
  const actions: DomainAction[] = [];
  const blocked: Partial<Record<DomainAction, ProblemCode>> = {};
  for (const action of DOMAIN_ACTIONS) {
    const decision = decisions[action];
    if (action === pointless) continue;
    if (decision.allowed) actions.push(action);
    else blocked[action] = decision.because;
  }
  return { actions, blocked };
}

/** One's own Domain is reached with any scope, another one with `all` alone. */
function mayReach(actor: Who, permission: Permission, { isHome }: DomainFacts): boolean {
  return holds(actor.grants, permission, isHome ? 'own' : 'all');
}
