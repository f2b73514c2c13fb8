import { describe, expect, it } from '@jest/globals';
import { isOutside, signInAddress } from './outside';

describe('the pages without a session', () => {
  it.each([
    ['/sign-in', true],
    ['/sign-in/', true],
    ['/sign-in/new-password', true],
    ['/sign-in/two-factor', true],
    ['/sign-in/enrol', true],
    ['/forgot', true],
    ['/reset', true],
    ['/signed-out', true],
    ['/', false],
    ['/sign-in/other', false],
    ['/users', false],
  ])('%s: %s', (path, outside) => expect(isOutside(path)).toBe(outside));
});

describe('the address of the sign-in', () => {
  it.each([
    [{}, '/sign-in'],
    [{ next: '/' }, '/sign-in'],
    [{ next: '/users?q=a&size=25' }, '/sign-in?next=%2Fusers%3Fq%3Da%26size%3D25'],
    [{ next: '/me', reason: 'ended' as const }, '/sign-in?reason=ended&next=%2Fme'],
    [{ reason: 'over' as const }, '/sign-in?reason=over'],
    [
      { next: '/me', reason: 'ended' as const, because: 'newer-sign-in' as const },
      '/sign-in?reason=ended&next=%2Fme&because=newer-sign-in',
    ],
  ])('%j', (search, address) => expect(signInAddress(search)).toBe(address));
});
