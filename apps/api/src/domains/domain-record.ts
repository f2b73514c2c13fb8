import type { Banner, Domain, DomainDetail } from 'wardkeep/contracts';
import { domainActions, type DomainFacts } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';

/** A Domain as the features above it see it. */
export type DomainRecord = {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly primary: boolean;
  readonly enabled: boolean;
  readonly banner: Banner | null;
  readonly version: number;
};

/** The same with its dates, as it is stored. */
export type StoredDomain = DomainRecord & { readonly createdAt: Date; readonly updatedAt: Date };

export function factsOf(actor: Actor, domain: DomainRecord): DomainFacts {
  return { isHome: domain.id === actor.home.id, isPrimary: domain.primary, enabled: domain.enabled };
}

export function toDomain(domain: StoredDomain): Domain {
  return {
    id: domain.id,
    name: domain.name,
    displayName: domain.displayName,
    primary: domain.primary,
    enabled: domain.enabled,
    banner: domain.banner,
    version: domain.version,
    createdAt: domain.createdAt.toISOString(),
    updatedAt: domain.updatedAt.toISOString(),
  };
}

export function toDetail(actor: Actor, domain: StoredDomain, users: number): DomainDetail {
  return { ...toDomain(domain), users, ...domainActions(actor, factsOf(actor, domain)) };
}
