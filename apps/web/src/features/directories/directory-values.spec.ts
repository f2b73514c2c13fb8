import { describe, expect, it } from '@jest/globals';
import { LDAP_DEFAULTS, LDAP_PRESETS, type LdapConfig, type Provider } from 'wardkeep/contracts';
import {
  asksPasswordAgain,
  configOf,
  emptyDirectory,
  readAddress,
  toUpdate,
  urlOf,
  valuesOf,
  withPreset,
} from './directory-values';

const config: LdapConfig = {
  ...LDAP_DEFAULTS,
  ...LDAP_PRESETS.openldap,
  url: 'ldap://dc1.example.org',
  startTls: true,
  bindDn: 'cn=reader',
  baseDn: 'dc=example',
  timeZone: 'Europe/Zurich',
};

const provider: Provider = {
  id: 'p',
  kind: 'ldap',
  name: 'Staff',
  enabled: true,
  config,
  secrets: { bindPassword: { setAt: '2026-11-01T00:00:00.000Z' } },
  nextSyncAt: null,
  version: 1,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

describe('an address', () => {
  it.each([
    ['dc1.example.org', 'ldaps', 'dc1.example.org', 'ldaps'],
    [' LDAPS://dc1:636/ ', 'plain', 'dc1:636', 'ldaps'],
    ['ldap://dc1', 'starttls', 'dc1', 'starttls'],
    ['ldap://dc1', 'plain', 'dc1', 'plain'],
    ['ldap://dc1', 'ldaps', 'dc1', 'starttls'],
  ] as const)('“%s” with %s is %s with %s', (typed, chosen, address, tls) =>
    expect(readAddress(typed, chosen)).toEqual({ address, tls }),
  );

  it('is put together with what was chosen', () => {
    expect(urlOf({ url: 'dc1:1636', tls: 'ldaps' })).toBe('ldaps://dc1:1636');
    expect(urlOf({ url: 'dc1', tls: 'starttls' })).toBe('ldap://dc1');
    expect(urlOf({ url: ' ', tls: 'ldaps' })).toBe('');
  });
});

describe('the form of a directory', () => {
  it('sends back what it was filled from, but for the password', () => {
    expect(toUpdate(valuesOf(provider))).toEqual({ name: 'Staff', config });
  });

  it('begins with the family of the directory and keeps what was typed when that changes', () => {
    const values = emptyDirectory('active-directory', 'UTC');
    const other = withPreset({ ...values, name: 'Staff' }, 'openldap');
    expect(values.config).toMatchObject({ tls: 'ldaps', url: '', scheduleKind: 'nightly', timeZone: 'UTC' });
    expect(values.config.attributes.uniqueId).toBe('objectGUID');
    expect(other).toMatchObject({ name: 'Staff', config: { pageSize: 500, attributes: { uniqueId: 'entryUUID' } } });
  });

  it('forgets the password of an account that is gone, and sends one only when it was typed', () => {
    const values = valuesOf(provider).config;
    expect(configOf(values)).not.toHaveProperty('bindPassword');
    expect(configOf({ ...values, bindPassword: 'new' }).bindPassword).toBe('new');
    expect(configOf({ ...values, bindDn: ' ', bindPassword: 'old' })).toMatchObject({
      bindDn: null,
      bindPassword: null,
    });
  });

  it('reads groups in one way only', () => {
    const values = valuesOf({ ...provider, config: { ...config, groupRoles: [{ group: 'g', roleId: 'r' }] } }).config;
    const groupSearch = { baseDn: 'ou=groups', filter: '(member={dn})' };
    expect(configOf({ ...values, groupWay: 'search', groupSearch })).toMatchObject({
      groupSearch,
      attributes: { groups: null },
    });
    expect(configOf({ ...values, groupWay: 'none' })).toMatchObject({
      groupSearch: null,
      attributes: { groups: null },
      groupRoles: [],
    });
  });
});

describe('the kept password', () => {
  const values = valuesOf(provider).config;

  it('stays while it goes to the same place', () => {
    expect(asksPasswordAgain(provider, { ...values, baseDn: 'dc=other', url: 'DC1.example.org/' })).toBe(false);
  });

  it('stays with the certificate that is there, however its lines end', () => {
    const trusting = { ...provider, config: { ...config, caCertificate: 'PEM 1\r\nPEM 2\r\n' } };
    expect(asksPasswordAgain(trusting, { ...values, caCertificate: 'PEM 1\nPEM 2' })).toBe(false);
    expect(asksPasswordAgain(trusting, { ...values, caCertificate: 'PEM 3' })).toBe(true);
  });

  it.each([
    { url: 'dc2.example.org' },
    { tls: 'plain' as const },
    { tls: 'ldaps' as const },
    { caCertificate: 'PEM' },
    { bindDn: 'cn=admin' },
  ])('is asked for again with %o', (change) =>
    expect(asksPasswordAgain(provider, { ...values, ...change })).toBe(true),
  );

  it('is not asked for where there is none', () => {
    const none = { ...provider, secrets: { bindPassword: null } };
    expect(asksPasswordAgain(none, { ...values, url: 'dc2' })).toBe(false);
    expect(asksPasswordAgain(provider, { ...values, bindDn: '' })).toBe(false);
  });
});
