import type { ProviderKind } from 'wardkeep/contracts';
import { LDAP_RULES } from './ldap/ldap-rules.js';
import { OIDC_RULES } from './oidc/oidc-rules.js';
import type { ProviderRules } from './provider-rules.js';
import { SAML_RULES } from './saml/saml-rules.js';

const RULES: Readonly<Record<ProviderKind, ProviderRules>> = { ldap: LDAP_RULES, saml: SAML_RULES, oidc: OIDC_RULES };

export function rulesOf(kind: ProviderKind): ProviderRules {
  return RULES[kind];
}
