import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, PERMISSIONS, type Grant } from 'wardkeep/contracts';
import { grantsOf, type Grants } from 'wardkeep/rules';
import {
  changeOf,
  cleared,
  countOf,
  edited,
  fillOf,
  NO_EDITS,
  possibility,
  remaining,
  startOf,
  toggled,
  widest,
  withGrants,
  type GrantEdit,
  type RoleValues,
} from './role-draft';

const mine = grantsOf(BUILT_IN_GRANTS['domain-administrator']);
const held = (...grants: readonly Grant[]): Grants => grantsOf(grants);
const own = { permission: 'events:read', scope: 'own' } as const;
const base: RoleValues = { name: 'Night shift', description: '', twoFactorRequired: false, grants: held(own) };
const events = PERMISSIONS.filter(({ resource }) => resource === 'events');
const after = (grants: Grants, edits: readonly GrantEdit[]) =>
  edited({ ...base, grants }, withGrants(NO_EDITS, edits)).grants;

describe('edits of a role', () => {
  it('are over what holds, and only what differs counts', () => {
    const edits = remaining(base, {
      name: 'Night shift',
      description: 'At night',
      grants: new Map([
        ['events:read', 'own'],
        ['events:update', 'domain'],
        ['events:delete', null],
      ]),
    });
    expect(countOf(edits)).toBe(2);
    expect(changeOf(base, edits)).toEqual({
      description: 'At night',
      permissions: [own, { permission: 'events:update', scope: 'domain' }],
    });
    expect(base.grants.size).toBe(1);
  });

  it('leave out the permissions when none was touched', () => {
    expect(changeOf(base, { name: 'Day shift', grants: new Map() })).toEqual({ name: 'Day shift' });
  });
});

describe('filling a group', () => {
  it('gives what has nothing yet, and leaves a narrower scope alone', () => {
    const full = after(base.grants, toggled(base.grants, events, 'domain', mine));
    expect(full.size).toBe(events.length);
    expect(full.get('events:read')).toBe('own');
    expect(fillOf(full, events, 'domain', mine)).toBe(true);
  });

  it('takes the same scope away when there is nothing to fill, and no other', () => {
    const full = after(base.grants, toggled(base.grants, events, 'domain', mine));
    expect([...after(full, toggled(full, events, 'domain', mine))]).toEqual([['events:read', 'own']]);
  });

  it('gives nothing that the author has not, or no role can have', () => {
    const reader = held({ permission: 'events:read', scope: 'own' });
    expect(toggled(new Map(), events, 'own', reader)).toEqual([['events:read', 'own']]);
    expect(toggled(new Map(), events, 'domain', reader)).toEqual([]);
    expect(fillOf(new Map(), events, 'domain', reader)).toBeNull();
    const settings = PERMISSIONS.filter(({ resource }) => resource === 'settings');
    expect(toggled(new Map(), settings, 'own', mine)).toEqual([]);
  });

  it('touches only what it is given', () => {
    const [first] = events;
    expect(toggled(new Map(), first ? [first] : [], 'own', mine)).toEqual([['events:read', 'own']]);
    expect(cleared(held(own, { permission: 'users:read', scope: 'domain' }), events)).toEqual([['events:read', null]]);
  });
});

describe('what an author may give', () => {
  it('ends where the own role ends', () => {
    const reader = held({ permission: 'users:read', scope: 'own' });
    expect(possibility(reader, 'users:read', 'own')).toBe('possible');
    expect(possibility(reader, 'users:read', 'domain')).toBe('not-held');
    expect(possibility(mine, 'settings:read', 'own')).toBe('never');
    expect(possibility(mine, 'domains:create', 'domain')).toBe('never');
    expect(widest(reader, 'users:read')).toBe('own');
    expect(widest(reader, 'users:delete')).toBeNull();
  });

  it('is as much of a copied role as that', () => {
    const source = {
      description: '',
      twoFactorRequired: false,
      permissions: [
        { permission: 'users:read', scope: 'all' },
        { permission: 'users:delete', scope: 'all' },
        { permission: 'domains:create', scope: 'all' },
      ] satisfies Grant[],
    };
    const reader = held({ permission: 'users:read', scope: 'domain' });
    const { grants, leftOut } = startOf(source, reader);
    expect([...grants]).toEqual([['users:read', 'domain']]);
    expect(leftOut).toBe(1);
  });
});
