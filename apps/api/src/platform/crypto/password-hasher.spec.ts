import { hash as argon2, parseOptions } from '@node-rs/argon2';
import { hash as bcrypt } from 'bcrypt';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/load-config.js';
import { HashLane } from './hash-lane.js';
import { Config } from '../config/config.js';
import { PasswordHasher, PasswordTooLong } from './password-hasher.js';

const config = loadConfig({}, '/nonexistent');
const lane = new HashLane(config);
const hasher = new PasswordHasher(config, lane);
const withBcrypt = new PasswordHasher(
  new Config({ ...config, hashing: { ...config.hashing, algorithm: 'bcrypt', bcryptCost: 10 } }),
  lane,
);

/** Made by other implementations: hashlib of Python, crypt(3) of libxcrypt, the reference code of Argon2. */
const IMPORTED = [
  ['bcrypt 2a', 'Zähre 12345!', '$2a$04$abcdefghijklmnopqrstuuRRB7CI4zatwXKJ0ueukmauDle8iUVHy'],
  ['bcrypt 2b', 'Zähre 12345!', '$2b$04$abcdefghijklmnopqrstuuRRB7CI4zatwXKJ0ueukmauDle8iUVHy'],
  ['bcrypt 2y', 'Zähre 12345!', '$2y$04$abcdefghijklmnopqrstuuRRB7CI4zatwXKJ0ueukmauDle8iUVHy'],
  ['Argon2id', 'password', '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'],
  ['Argon2i', 'password', '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8'],
  ['Argon2i 1.0', 'password', '$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY'],
  [
    'PBKDF2 SHA-256',
    'Zähre 12345!',
    '$pbkdf2-sha256$i=1000,l=32$++++IHNvbWUgc2FsdCD//g$tKJ+ZmOlFJk8HO82WxE7tonGIrwsBHWC1vrMhB/1d6A',
  ],
  [
    'PBKDF2 SHA-512',
    'Zähre 12345!',
    '$pbkdf2-sha512$i=1000$++++IHNvbWUgc2FsdCD//g$' +
      '0xa7vUU1IcU/ppWd+CkE8CtM+3WMTVm81MbjPUeEDFe9zgiZf1NlVHB98U1O1IOzrBP8dM3HJl6+CruOXlpLvg',
  ],
  ['PBKDF2 SHA-1', 'Zähre 12345!', '$pbkdf2-sha1$i=1000,l=20$++++IHNvbWUgc2FsdCD//g$nCCbF0R6ysS6ODLJIkL2EyRQbPo'],
  [
    'passlib SHA-256',
    'Zähre 12345!',
    '$pbkdf2-sha256$1000$....IHNvbWUgc2FsdCD//g$tKJ.ZmOlFJk8HO82WxE7tonGIrwsBHWC1vrMhB/1d6A',
  ],
  [
    'passlib SHA-512',
    'Zähre 12345!',
    '$pbkdf2-sha512$1000$....IHNvbWUgc2FsdCD//g$' +
      '0xa7vUU1IcU/ppWd.CkE8CtM.3WMTVm81MbjPUeEDFe9zgiZf1NlVHB98U1O1IOzrBP8dM3HJl6.CruOXlpLvg',
  ],
  ['passlib SHA-1', 'Zähre 12345!', '$pbkdf2$1000$....IHNvbWUgc2FsdCD//g$nCCbF0R6ysS6ODLJIkL2EyRQbPo'],
  ['Django', 'Zähre 12345!', 'pbkdf2_sha256$1000$Xy7djangoSalt$P8ayyna+vNbQPkJonnxDSmmdr51Z/BkdzgEJX5oL/Hs='],
  ['Django SHA-1', 'Zähre 12345!', 'pbkdf2_sha1$1000$Xy7djangoSalt$bB3cI7Tiz6RPpof8Hztlchok7Fo='],
] as const;

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
    ['a PBKDF2 hash that would take a minute', `$pbkdf2-sha256$i=100000000$c29tZXNhbHQ$${'A'.repeat(43)}`],
    ['a PBKDF2 hash of no iteration', `$pbkdf2-sha256$i=0$c29tZXNhbHQ$${'A'.repeat(43)}`],
    ['a PBKDF2 hash of many blocks', `$pbkdf2-sha256$1000$c29tZXNhbHQ$${'A'.repeat(172)}`],
    ['a PBKDF2 hash of eight bytes', '$pbkdf2-sha256$1000$c29tZXNhbHQ$AAAAAAAAAAA'],
    ['a PBKDF2 hash that is not as long as it says', `$pbkdf2-sha256$i=1000,l=20$c29tZXNhbHQ$${'A'.repeat(43)}`],
    ['a PBKDF2 hash with a broken end', `$pbkdf2-sha256$1000$c29tZXNhbHQ$${'A'.repeat(40)}!!!`],
    ['another digest', `$pbkdf2-md5$1000$c29tZXNhbHQ$${'A'.repeat(22)}`],
    ["half of Django's", 'pbkdf2_sha256$1000$salt'],
    ['a plain password', 'anything'],
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

  it.each(IMPORTED)('verifies an imported hash (%s) and asks to replace it', async (_what, password, stored) => {
    expect(await hasher.verify(stored, password)).toEqual(OUTDATED);
    expect(await hasher.verify(stored, `${password}x`)).toEqual(WRONG);
    expect(await hasher.verify(stored, '')).toEqual(WRONG);
  });

  it('matches no bcrypt hash with a password that bcrypt would cut', async () => {
    const whole = 'ä'.repeat(36);
    const stored = await bcrypt(whole, 4);
    expect(await hasher.verify(stored, whole)).toEqual(OUTDATED);
    expect(await hasher.verify(stored, `${whole}x`)).toEqual(WRONG);
    expect(await hasher.verify(await bcrypt('short', 4), 'short\0tail')).toEqual(WRONG);
  });
});

describe('PasswordHasher with bcrypt', () => {
  it('stores bcrypt of the configured cost, and replaces everything else', async () => {
    const stored = await withBcrypt.hash('Correct horse 1!');
    expect(stored).toMatch(/^\$2b\$10\$/);
    expect(await withBcrypt.verify(stored, 'Correct horse 1!')).toEqual(CURRENT);
    expect(await withBcrypt.verify(stored, 'Correct horse 1')).toEqual(WRONG);
    expect(await withBcrypt.verify(await bcrypt('right', 4), 'right')).toEqual(OUTDATED);
    expect(await withBcrypt.verify(await hasher.hash('right'), 'right')).toEqual(OUTDATED);
    expect(await hasher.verify(stored, 'Correct horse 1!')).toEqual(OUTDATED);
  });

  it.each([
    ['73 letters', 'x'.repeat(73)],
    ['19 emoji', '😀'.repeat(19)],
    ['a NUL', 'before\0after'],
  ])('LOG-04 never cuts a password: refuses %s', async (_what, password) => {
    expect(withBcrypt.canHash(password)).toBe(false);
    await expect(withBcrypt.hash(password)).rejects.toThrow(PasswordTooLong);
    const older = await hasher.hash(password);
    expect(await withBcrypt.verify(older, password)).toEqual(CURRENT);
  });

  it.each([
    ['72 letters', 'x'.repeat(72)],
    ['18 emoji', '😀'.repeat(18)],
    ['36 letters that were decomposed', 'a\u0308'.repeat(36)],
  ])('LOG-04 takes %s whole', async (_what, password) => {
    const stored = await withBcrypt.hash(password);
    expect(await withBcrypt.verify(stored, password)).toEqual(CURRENT);
    expect(await withBcrypt.verify(stored, `${password}x`)).toEqual(WRONG);
    expect(await withBcrypt.verify(stored, password.normalize('NFC').slice(0, -1))).toEqual(WRONG);
  });

  it('says how long a password may be', () => expect([hasher.maxBytes, withBcrypt.maxBytes]).toEqual([null, 72]));

  it.each([null, 'garbage'])('costs a whole bcrypt for %p', async (stored) => {
    const start = performance.now();
    expect(await withBcrypt.verify(stored, 'x'.repeat(200))).toEqual(WRONG);
    expect(performance.now() - start).toBeGreaterThan(20);
  });
});
