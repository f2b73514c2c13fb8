import { SSO_DEFAULTS, type SsoAttributes, type SsoMapping } from 'wardkeep/contracts';
import type { OidcConfigDto, SamlConfigDto } from 'wardkeep/contracts/dto';

/** What becomes of people, with every value that was left out. */
export function completeMapping(input: OidcConfigDto | SamlConfigDto): SsoMapping {
  return {
    attributes: attributesOf(input.attributes),
    groupRoles: (input.groupRoles ?? []).map(({ group, roleId }) => ({ group, roleId: roleId.toLowerCase() })),
    whenNoRole: input.whenNoRole ?? SSO_DEFAULTS.whenNoRole,
    defaultRoleId: input.defaultRoleId?.toLowerCase() ?? SSO_DEFAULTS.defaultRoleId,
    jit: input.jit ?? SSO_DEFAULTS.jit,
    reevaluateRole: input.reevaluateRole ?? SSO_DEFAULTS.reevaluateRole,
  };
}

function attributesOf({ username, firstName, lastName, email, groups }: SsoAttributes): SsoAttributes {
  const named = (name: string | null) => (name?.trim() ? name : null);
  return { username, firstName, lastName, email: named(email), groups: named(groups) };
}
