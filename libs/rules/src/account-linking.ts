import type { SyncSkip } from 'wardkeep/contracts';

/** What a provider lets happen to somebody whom Wardkeep does not know yet. */
export type LinkingPolicy = {
  /** Whether a first sign-in makes a user. */
  readonly justInTime: boolean;
  /** What becomes of those whose groups map to no role. */
  readonly whenNoRole: 'deny' | 'default';
  /** Whether the role follows the groups at each sign-in, and not only at the first. */
  readonly reevaluatesRole: boolean;
};

export type LinkingFacts = {
  /** Whether a user has this identity already. */
  readonly isKnown: boolean;
  /** Disabled, locked or expired where the identity comes from. */
  readonly isDisabledOutside: boolean;
  /** What keeps these values from being a user of their own: no name, or the name of somebody else. */
  readonly flaw: SyncSkip | null;
  /** The role that the groups map to. */
  readonly mappedRoleId: string | null;
};

/** Why somebody whom a provider vouches for does not get in. */
export type LinkingRefusal = SyncSkip | 'not-provisioned' | 'no-role';

export type Linking =
  /** `roleId`: which role it is to have from now on; undefined: as it has, null: the provider's default role. */
  | { readonly kind: 'known'; readonly roleId?: string | null }
  /** `roleId`: null for the provider's default role. */
  | { readonly kind: 'new'; readonly roleId: string | null }
  | { readonly kind: 'refused'; readonly because: LinkingRefusal };

/**
 * Which user an identity from outside is. An identity that is known is its user, whatever else changed; any other makes
 * a user of its own or is refused. Never does a name alone, or an email, lead to an account that is there already.
 */
export function linkAccount(policy: LinkingPolicy, facts: LinkingFacts): Linking {
  if (facts.isDisabledOutside) return refused('disabled-in-directory');
  const hasNoRole = facts.mappedRoleId === null && policy.whenNoRole === 'deny';
  if (facts.isKnown) {
    if (!policy.reevaluatesRole) return { kind: 'known' };
    return hasNoRole ? refused('no-role') : { kind: 'known', roleId: facts.mappedRoleId };
  }
  if (facts.flaw !== null) return refused(facts.flaw);
  if (!policy.justInTime) return refused('not-provisioned');
  return hasNoRole ? refused('no-role') : { kind: 'new', roleId: facts.mappedRoleId };
}

function refused(because: LinkingRefusal): Linking {
  return { kind: 'refused', because };
}
