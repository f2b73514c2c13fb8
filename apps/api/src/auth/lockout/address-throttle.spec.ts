import { describe, expect, it } from '@jest/globals';
import { groupOf } from './address-throttle.js';

describe('groupOf', () => {
  it.each([
    { address: '192.0.2.7', group: '192.0.2.7' },
    { address: '::ffff:192.0.2.7', group: '192.0.2.7' },
    { address: '2001:db8:1:2:3:4:5:6', group: '2001:db8:1:2::/64' },
    { address: '2001:DB8:1:2::9', group: '2001:db8:1:2::/64' },
    { address: '2001:0db8:0001:0002::1', group: '2001:db8:1:2::/64' },
    { address: '2001:db8::1', group: '2001:db8:0:0::/64' },
    { address: '::1', group: '0:0:0:0::/64' },
    { address: 'fe80::1%eth0', group: 'fe80:0:0:0::/64' },
    { address: null, group: 'unknown' },
  ])('takes $address for one of $group', ({ address, group }) => {
    expect(groupOf(address)).toBe(group);
  });
});
