import type { LdapConfig } from 'wardkeep/contracts';
import { LdapConfigDto } from 'wardkeep/contracts/dto';
import { isOtherDirectory } from 'wardkeep/rules';
import { nextSync } from '../next-sync.js';
import { fingerprint, under, type ProviderRules } from '../provider-rules.js';
import { completeConfig } from './complete-config.js';
import { configFaults } from './config-faults.js';
import { targetOf } from './ldap-target.js';

export const LDAP_RULES: ProviderRules<'ldap', LdapConfigDto> = {
  Dto: LdapConfigDto,
  complete: completeConfig,
  faults: (config, { now }) => configFaults(config, now),
  warnings: ({ url, startTls }) => (startTls || targetOf(url)?.secure === true ? [] : ['passwords-in-clear']),
  secretOf: ({ bindDn }) => (bindDn === null ? null : 'bindPassword'),
  typed: ({ bindPassword }) => ({ bindPassword }),
  secretFault: (_, typed) =>
    typed === '' ? { pointer: '/config/bindPassword', code: 'bind-password', detail: 'write a password' } : null,
  isOtherTarget: isOtherDirectory,
  audited,
  place: 'url',
  due: ({ schedule, timeZone }, now) => (schedule === null ? null : (nextSync(schedule, timeZone, now) ?? null)),
  expiring: () => [],
};

function audited({ attributes, groupSearch, caCertificate, ...others }: LdapConfig) {
  return {
    ...under('config', others),
    ...under('config.attributes', attributes),
    'config.caCertificate': caCertificate === null ? null : fingerprint(caCertificate),
    'config.groupSearch': groupSearch,
  };
}
