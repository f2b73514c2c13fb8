import { describe, expect, it } from '@jest/globals';
import { SsoVolume } from './sso-volume.js';

describe('how much comes to the doors of identity providers', () => {
  it('has room for so much of an address in ten minutes, each kind by itself', () => {
    const volume = new SsoVolume();
    const sent = Array.from({ length: 21 }, () => volume.count('unasked', '192.0.2.7', 1_000));
    expect(sent.filter((full) => full === null)).toHaveLength(20);
    expect(sent.at(-1)).toBe(600);
    expect(volume.count('unasked', '192.0.2.8', 1_000)).toBeNull();
    expect(volume.count('start', '192.0.2.7', 1_000)).toBeNull();
    expect(volume.count('unasked', '192.0.2.7', 300_000)).toBe(301);
    expect(volume.count('unasked', '192.0.2.7', 601_000)).toBeNull();
  });

  it('takes an IPv6 network for one address', () => {
    const volume = new SsoVolume();
    for (let n = 0; n < 20; n += 1) volume.count('unasked', `2001:db8::${n}`, 0);
    expect(volume.count('unasked', '2001:db8::ffff', 0)).toBe(600);
  });
});
