import { expect, it } from '@jest/globals';
import { LDAP_DEFAULTS, LDAP_PRESETS, type LdapConfig } from 'wardkeep/contracts';
import { LDAP_RULES } from './ldap-rules.js';

const config: LdapConfig = {
  ...LDAP_DEFAULTS,
  ...LDAP_PRESETS.openldap,
  url: 'ldaps://directory.test',
  baseDn: 'dc=example,dc=org',
  caCertificate: 'PEM 1\r\nPEM 2\r\n',
  timeZone: 'Etc/UTC',
};
const isOther = (caCertificate: string | null) => LDAP_RULES.isOtherTarget(config, { ...config, caCertificate });

it('keeps the password where a form gave the certificate back with other ends of lines', () => {
  expect(isOther('PEM 1\nPEM 2')).toBe(false);
  expect(isOther('PEM 1')).toBe(true);
  expect(isOther(null)).toBe(true);
});
