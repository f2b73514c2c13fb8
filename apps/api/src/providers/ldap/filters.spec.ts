import { describe, expect, it } from '@jest/globals';
import { EqualityFilter, PresenceFilter } from 'ldapts';
import { everyUser, filterFault, groupsWith, memberAttribute, userNamed } from './filters.js';

const BY_UID = '(uid={username})';

describe('a filter of the provider', () => {
  it.each([
    '*',
    'a*',
    '*)(uid=*',
    '*)(uid=*))(|(uid=*',
    'bob)(&',
    '\\2a',
    '\\00',
    'an\u0000n',
    '#bob',
    'bob\\',
    '(){}|&!=<>~:',
    'käthe',
    '$&$1',
    '{username}',
  ])('LDP-02 holds %j as a value and nothing else', (username) => {
    const filter = userNamed(BY_UID, username);
    expect(filter).toBeInstanceOf(EqualityFilter);
    expect(filter).toMatchObject({ attribute: 'uid', value: username });
  });

  it('LDP-02 holds a hard name of an entry as a value too', () => {
    const dn = 'cn=a\\2cb (c)*,dc=example';
    expect(groupsWith('(member={dn})', dn)).toMatchObject({ attribute: 'member', value: dn });
  });

  it('finds everybody when nobody is named', () => {
    expect(everyUser(BY_UID)).toBeInstanceOf(PresenceFilter);
    expect(everyUser('(&(objectClass=person)(|(uid={username})(mail={username})))').toString()).toBe(
      '(&(objectClass=person)(|(uid=*)(mail=*)))',
    );
  });

  it.each(['(uid={username}', '(&(uid={username})', '(uid={username}))', '({username})', '(uid={username})(a=b)'])(
    'is refused as %s',
    (template) => expect(filterFault(template, '{username}')).toEqual(expect.any(String)),
  );

  it.each([
    ['(member={dn})', 'member'],
    ['(&(objectClass=group)(uniqueMember={dn}))', 'uniqueMember'],
    ['(member:1.2.840.113556.1.4.1941:={dn})', null],
    ['(|(member={dn})(owner={dn}))', null],
    ['(member=x{dn})', null],
  ])('names members in %s by %s', (template, attribute) => expect(memberAttribute(template)).toBe(attribute));
});
