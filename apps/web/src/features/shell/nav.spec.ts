import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, type BuiltInRole } from 'wardkeep/contracts';
import { holds } from '../../lib/session';
import { offered } from './nav';

const pagesOf = (role: BuiltInRole) =>
  offered((permission, atLeast) => holds({ permissions: BUILT_IN_GRANTS[role] }, permission, atLeast))
    .flatMap(({ items }) => items)
    .map(({ key }) => key);

describe('the sidebar', () => {
  it.each<[BuiltInRole, string[]]>([
    [
      'system-administrator',
      [
        'home',
        'users',
        'imports',
        'hygiene',
        'sessions',
        'jobs',
        'roles',
        'domains',
        'directories',
        'sso',
        'policies',
        'audit',
      ],
    ],
    ['operator', ['home', 'users', 'hygiene', 'sessions', 'jobs', 'roles', 'directories', 'sso', 'policies', 'audit']],
    ['read-only', ['home', 'users', 'hygiene', 'jobs', 'roles', 'directories', 'sso', 'policies']],
  ])('offers %s what the role may see', (role, pages) => expect(pagesOf(role)).toEqual(pages));
});
