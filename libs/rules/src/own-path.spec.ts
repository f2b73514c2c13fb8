import { describe, expect, it } from '@jest/globals';
import { ownPath } from './own-path.js';

describe('where somebody is sent after signing in', () => {
  it.each(['/users', '/users/1?tab=access#roles', '/sign-in', '/a%20b', '/%0d%0a', '/@evil', '/users?next=//evil'])(
    'OID-07 keeps %s',
    (path) => {
      expect(ownPath(path)).toBe(path);
    },
  );

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'https://good@evil.example',
    'javascript:alert(1)',
    '/\tevil',
    '/\n/evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    'users',
    '',
    '/api/v1/auth/sign-out',
    '/x/../api/v1',
    `/${'x'.repeat(100_000)}`,
    undefined,
    ['/users'],
    { toString: () => '/users' },
  ])('OID-07 leads nowhere else: %j', (wanted) => {
    expect(ownPath(wanted)).toBe('/');
  });
});
