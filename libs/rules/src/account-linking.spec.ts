import { describe, expect, it } from '@jest/globals';
import { linkAccount, type LinkingFacts, type LinkingPolicy } from './account-linking.js';

const open: LinkingPolicy = { justInTime: true, whenNoRole: 'default', reevaluatesRole: false };
const closed: LinkingPolicy = { ...open, justInTime: false };
const strict: LinkingPolicy = { ...open, whenNoRole: 'deny' };

const stranger: LinkingFacts = { isKnown: false, isDisabledOutside: false, flaw: null, mappedRoleId: null };
const known: LinkingFacts = { ...stranger, isKnown: true };

describe('linkAccount', () => {
  it.each([
    { name: 'somebody known', policy: open, facts: known },
    { name: 'somebody known where first sign-ins make no users', policy: closed, facts: known },
    { name: 'somebody known who lost their groups', policy: strict, facts: known },
    {
      name: 'somebody known whose name was changed outside to one that is taken',
      policy: open,
      facts: { ...known, flaw: 'username-taken' } as const,
    },
  ])('lets in as the user of that identity: $name', ({ policy, facts }) => {
    expect(linkAccount(policy, facts)).toEqual({ kind: 'known' });
  });

  it.each([
    { name: 'a role', policy: strict, mappedRoleId: 'operator', linking: { kind: 'known', roleId: 'operator' } },
    { name: 'none', policy: open, mappedRoleId: null, linking: { kind: 'known', roleId: null } },
    {
      name: 'none, which is refused',
      policy: strict,
      mappedRoleId: null,
      linking: { kind: 'refused', because: 'no-role' },
    },
  ] as const)('lets the role of somebody known follow the groups to $name', ({ policy, mappedRoleId, linking }) => {
    const following = { ...policy, reevaluatesRole: true };
    expect(linkAccount(following, { ...known, mappedRoleId })).toEqual(linking);
  });

  it.each([
    { name: 'whose groups map to nothing', policy: open, mappedRoleId: null },
    { name: 'whose groups map to a role', policy: open, mappedRoleId: 'operator' },
    { name: 'whose groups map to a role that has to be', policy: strict, mappedRoleId: 'operator' },
  ])('makes a user of somebody new $name', ({ policy, mappedRoleId }) => {
    expect(linkAccount(policy, { ...stranger, mappedRoleId })).toEqual({ kind: 'new', roleId: mappedRoleId });
  });

  it.each([
    {
      name: 'LDP-06 somebody new with the username of a user who is there',
      policy: open,
      facts: { ...stranger, flaw: 'username-taken' } as const,
      because: 'username-taken',
    },
    {
      name: 'somebody new with the email of a user who is there',
      policy: open,
      facts: { ...stranger, flaw: 'email-taken' } as const,
      because: 'email-taken',
    },
    {
      name: 'a taken name before all else that is wrong with somebody new',
      policy: { ...strict, justInTime: false },
      facts: { ...stranger, flaw: 'username-taken' } as const,
      because: 'username-taken',
    },
    { name: 'somebody new where they are not made', policy: closed, facts: stranger, because: 'not-provisioned' },
    { name: 'FED-01 somebody new without a role', policy: strict, facts: stranger, because: 'no-role' },
    {
      name: 'LDP-09 somebody known who is disabled outside',
      policy: open,
      facts: { ...known, isDisabledOutside: true },
      because: 'disabled-in-directory',
    },
    {
      name: 'LDP-09 somebody new who is disabled outside, whatever else',
      policy: strict,
      facts: { ...stranger, isDisabledOutside: true, flaw: 'invalid-username' } as const,
      because: 'disabled-in-directory',
    },
  ])('refuses $name', ({ policy, facts, because }) => {
    expect(linkAccount(policy, facts)).toEqual({ kind: 'refused', because });
  });
});
