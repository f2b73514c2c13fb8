import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, PERMISSIONS } from 'wardkeep/contracts';
import { allowedBy, grouped, matching, scopesOf } from './catalogue';

const permissionsIn = (systems: ReturnType<typeof grouped>) =>
  systems.flatMap(({ resources }) => resources.flatMap(({ entries }) => entries.map(({ permission }) => permission)));

describe('the catalogue', () => {
  it('holds every permission once, under its system and resource', () => {
    expect(grouped().map(({ system }) => system)).toEqual(['wardkeep', 'file-transfer', 'siem']);
    expect(permissionsIn(grouped())).toEqual(PERMISSIONS.map(({ permission }) => permission));
  });

  it('of a role holds what the role allows', () => {
    const permissions = BUILT_IN_GRANTS['read-only'];
    expect(permissionsIn(allowedBy({ permissions })).sort()).toEqual(permissions.map((one) => one.permission).sort());
    expect(scopesOf(permissions).get('sessions:end')).toBe('own');
  });
});

describe('matching', () => {
  const say = {
    permission: (permission: string) => PERMISSIONS.find((entry) => entry.permission === permission)?.description ?? '',
    resource: (resource: string) => (resource === 'credentials' ? 'Geheimnisse' : resource),
  };

  it.each([
    { text: 'users:unlock', found: ['users:unlock'] },
    { text: 'unlock USERS', found: ['users:unlock'] },
    { text: 'Geheimnisse reveal', found: ['credentials:reveal'] },
    { text: 'nothing of the kind', found: [] },
  ])('$text', ({ text, found }) => {
    expect(matching(text, say).map(({ permission }) => permission)).toEqual(found);
  });

  it('of no text is everything', () => expect(matching(' ', say)).toHaveLength(PERMISSIONS.length));
});
