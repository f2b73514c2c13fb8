import type { LoginMethodKind } from 'wardkeep/contracts';
import { allow, deny, type Decision } from './decision.js';

export type SecondFactorFacts = {
  readonly loginMethod: LoginMethodKind;
  /** Whether the user, the role they hold, or the Domain demands it. */
  readonly user: boolean;
  readonly role: boolean;
  readonly domain: boolean;
};

export type SecondFactorDemand = 'user' | 'role' | 'domain';

const DEMANDS: readonly SecondFactorDemand[] = ['user', 'role', 'domain'];

/** With SAML and OIDC the second factor is the identity provider's business. */
const HAVE_SECOND_FACTOR: readonly LoginMethodKind[] = ['standard', 'ldap'];

export function isSecondFactorRequired(facts: SecondFactorFacts): boolean {
  return requiredBy(facts) !== null;
}

/** Who demands it, from the nearest to the farthest; null when nobody does, or the login method has none. */
export function requiredBy(facts: SecondFactorFacts): SecondFactorDemand | null {
  if (!HAVE_SECOND_FACTOR.includes(facts.loginMethod)) return null;
  return DEMANDS.find((demand) => facts[demand]) ?? null;
}

/** Whether users may switch their own off; resetting somebody else's is another matter. */
export function mayDisableSecondFactor(facts: SecondFactorFacts): Decision {
  return isSecondFactorRequired(facts) ? deny('two-factor-required') : allow;
}
