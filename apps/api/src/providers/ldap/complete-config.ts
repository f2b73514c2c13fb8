import { LDAP_DEFAULTS, LDAP_PRESETS, type LdapConfig } from 'wardkeep/contracts';
import type { LdapConfigDto } from 'wardkeep/contracts/dto';

/** The zone that a schedule is in when none is named. */
const SERVER_TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A configuration with every value that was left out, and without what is kept apart. */
export function completeConfig(input: LdapConfigDto): LdapConfig {
  const { attributes, groupSearch } = input;
  return {
    url: input.url,
    baseDn: input.baseDn,
    userFilter: input.userFilter,
    attributes: {
      username: attributes.username,
      firstName: attributes.firstName,
      lastName: attributes.lastName,
      email: attributes.email,
      uniqueId: attributes.uniqueId,
      groups: attributes.groups ?? null,
    },
    bindDn: input.bindDn ?? LDAP_DEFAULTS.bindDn,
    caCertificate: input.caCertificate ?? LDAP_DEFAULTS.caCertificate,
    groupSearch: groupSearch ? { baseDn: groupSearch.baseDn, filter: groupSearch.filter } : LDAP_DEFAULTS.groupSearch,
    groupRoles: (input.groupRoles ?? []).map(({ group, roleId }) => ({ group, roleId: roleId.toLowerCase() })),
    defaultRoleId: input.defaultRoleId?.toLowerCase() ?? LDAP_DEFAULTS.defaultRoleId,
    ...figuresOf(input),
  };
}

function figuresOf(input: LdapConfigDto) {
  return {
    startTls: input.startTls ?? LDAP_DEFAULTS.startTls,
    pageSize: input.pageSize ?? LDAP_PRESETS.openldap.pageSize,
    disableThresholdPercent: input.disableThresholdPercent ?? LDAP_DEFAULTS.disableThresholdPercent,
    schedule: input.schedule === undefined ? LDAP_DEFAULTS.schedule : input.schedule,
    timeZone: input.timeZone ?? SERVER_TIME_ZONE,
    connectTimeoutMs: input.connectTimeoutMs ?? LDAP_DEFAULTS.connectTimeoutMs,
    timeoutMs: input.timeoutMs ?? LDAP_DEFAULTS.timeoutMs,
  };
}
