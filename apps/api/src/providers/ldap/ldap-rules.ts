import type { LdapConfig } from 'wardkeep/contracts';
import { LdapConfigDto } from 'wardkeep/contracts/dto';
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
  isOtherTarget,
  audited,
  place: 'url',
  due: ({ schedule, timeZone }, now) => (schedule === null ? null : (nextSync(schedule, timeZone, now) ?? null)),
  expiring: () => [],
};

function isOtherTarget(before: LdapConfig, after: LdapConfig): boolean {
  return (
    before.url.toLowerCase() !== after.url.toLowerCase() ||
    before.startTls !== after.startTls ||
    bare(before.caCertificate) !== bare(after.caCertificate) ||
    before.bindDn !== after.bindDn
  );
}

/** A form gives it back with other ends of lines. */
const bare = (pem: string | null) => pem?.replace(/\s/g, '') ?? null;

function audited({ attributes, groupSearch, caCertificate, ...others }: LdapConfig) {
  return {
    ...under('config', others),
    ...under('config.attributes', attributes),
    'config.caCertificate': caCertificate === null ? null : fingerprint(caCertificate),
    'config.groupSearch': groupSearch,
  };
}
