import { describe, expect, it } from '@jest/globals';
import { comparableDn } from './dn.js';

describe('two names of a directory', () => {
  it.each([
    ['uid=Ann,OU=People,dc=Example', 'UID=ann, ou=people,DC=example'],
    ['cn=a\\,b,dc=x', 'cn=a\\2Cb,dc=x'],
    ['cn="a,b",dc=x', 'cn=a\\,b,dc=x'],
    ['cn=k\\c3\\a4the,dc=x', 'cn=käthe,dc=x'],
    ['cn=a+uid=b,dc=x', 'uid=B + cn=A,dc=x'],
    ['cn=a\\+b,dc=x', 'cn=a\\2bb,dc=x'],
    ['cn=a\\\\,dc=x', 'cn=a\\5c,dc=x'],
    ['cn=two  spaces,dc=x', 'cn=two spaces,dc=x'],
  ])('%s and %s are one', (one, other) => expect(comparableDn(one)).toBe(comparableDn(other)));

  it.each([
    ['cn=a\\,b,dc=x', 'cn=a,b=,dc=x'],
    ['cn=a+uid=b,dc=x', 'cn=a\\+uid\\=b,dc=x'],
    ['cn=a,dc=x', 'cn=a\\,dc\\=x'],
    ['cn=a,dc=x,dc=y', 'cn=a,dc=y,dc=x'],
  ])('%s and %s are two', (one, other) => expect(comparableDn(one)).not.toBe(comparableDn(other)));
});
