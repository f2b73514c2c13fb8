import { describe, expect, it } from '@jest/globals';
import { isOtherDirectory, type DirectoryTarget } from './directory-target.js';

const kept: DirectoryTarget = {
  url: 'ldap://dc1.example.org:389',
  startTls: true,
  caCertificate: 'PEM 1\r\nPEM 2\r\n',
  bindDn: 'cn=reader',
};

describe('the directory that a password was typed for', () => {
  it.each<Partial<DirectoryTarget>>([
    {},
    { url: 'LDAP://DC1.example.org:389' },
    { url: 'ldap://dc1.example.org:389/' },
    { caCertificate: 'PEM 1\nPEM 2' },
  ])('is the same one with %o', (change) => expect(isOtherDirectory(kept, { ...kept, ...change })).toBe(false));

  it.each<Partial<DirectoryTarget>>([
    { url: 'ldap://dc2.example.org:389' },
    { url: 'ldap://dc1.example.org:636' },
    { url: 'ldaps://dc1.example.org:389' },
    { startTls: false },
    { caCertificate: 'PEM 1' },
    { caCertificate: null },
    { bindDn: 'cn=admin' },
    { bindDn: null },
  ])('is another one with %o', (change) => expect(isOtherDirectory(kept, { ...kept, ...change })).toBe(true));
});
