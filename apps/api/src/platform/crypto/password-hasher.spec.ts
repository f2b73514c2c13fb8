import { hash as argon2, parseOptions } from '@node-rs/argon2';
import { hash as bcrypt } from 'bcrypt';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/load-config.js';
import { HashLane } from './hash-lane.js';
import { PasswordHasher } from './password-hasher.js';

const config = loadConfig({}, '/nonexistent');
const lane = new HashLane(config);
const hasher = new PasswordHasher(config, lane);

const WRONG = { ok: false, rehash: false };
const CURRENT = { ok: true, rehash: false };
const OUTDATED = { ok: true, rehash: true };

describe('PasswordHasher', () => {
  it('stores Argon2id with the configured parameters, another salt each time', async () => {
    const [one, two] = await Promise.all([hasher.hash('Correct horse 1!'), hasher.hash('Correct horse 1!')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(parseOptions(one).outputLen).toBe(32);
  });

  it('knows the right password from a wrong one', async () => {
    const stored = await hasher.hash('Correct horse 1!');
    expect(await hasher.verify(stored, 'Correct horse 1!')).toEqual(CURRENT);
    expect(await hasher.verify(stored, 'Correct horse 1')).toEqual(WRONG);
    expect(await hasher.verify(stored, '')).toEqual(WRONG);
  });

  it('takes composed and decomposed letters as the same', async () => {
    const stored = await hasher.hash('Za\u0308hre 12345!');
    expect(await hasher.verify(stored, 'Zähre 12345!')).toEqual(CURRENT);
  });

  it('reads long passwords to the last byte, and past a NUL', async () => {
    const stored = await hasher.hash(`${'x'.repeat(255)}a`);
    expect(await hasher.verify(stored, `${'x'.repeat(255)}b`)).toEqual(WRONG);
    expect(await hasher.verify(await hasher.hash('before\0after'), 'before\0other')).toEqual(WRONG);
  });

  it.each([
    ['nobody', null],
    ['no hash', ''],
    ['garbage', 'garbage'],
    ['half an Argon2 hash', '$argon2id$v=19$m=19456'],
    [
      'a hash that would take all memory',
      '$argon2id$v=19$m=4000000000,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA',
    ],
    ['a hash that would take a year', `$2b$31$${'a'.repeat(53)}`],
  ])('never lets %s in, and takes a slot of the lane for it', async (_what, stored) => {
    const answer = hasher.verify(stored, 'anything');
    expect(lane.stats().running).toBe(1);
    expect(await answer).toEqual(WRONG);
  });

  it.each([
    ['other memory', { algorithm: 2, memoryCost: 8_192, timeCost: 2, parallelism: 1 }],
    ['other passes', { algorithm: 2, memoryCost: 19_456, timeCost: 3, parallelism: 1 }],
    ['another type', { algorithm: 1, memoryCost: 19_456, timeCost: 2, parallelism: 1 }],
    ['a shorter digest', { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 16 }],
  ])('asks to replace a hash with %s', async (_what, options) => {
    const stored = await argon2('right', options);
    expect(await hasher.verify(stored, 'right')).toEqual(OUTDATED);
    expect(await hasher.verify(stored, 'wrong')).toEqual(WRONG);
  });

  it.each(['$2a$', '$2b$', '$2y$'])('verifies an imported bcrypt hash (%s) and asks to replace it', async (prefix) => {
    const stored = (await bcrypt('right', 4)).replace('$2b$', prefix);
    expect(await hasher.verify(stored, 'right')).toEqual(OUTDATED);
    expect(await hasher.verify(stored, 'wrong')).toEqual(WRONG);
  });

  it('matches no bcrypt hash with a password that bcrypt would cut', async () => {
    const whole = 'ä'.repeat(36);
    const stored = await bcrypt(whole, 4);
    expect(await hasher.verify(stored, whole)).toEqual(OUTDATED);
    expect(await hasher.verify(stored, `${whole}x`)).toEqual(WRONG);
    expect(await hasher.verify(await bcrypt('short', 4), 'short\0tail')).toEqual(WRONG);
  });
});
