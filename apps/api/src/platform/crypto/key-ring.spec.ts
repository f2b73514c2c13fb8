import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  fingerprintOf,
  KeyRing,
  KeyRingError,
  makeCheck,
  opensCheck,
  parseKeyRing,
  printKeyRing,
  refuseUnlessOpened,
  type Kek,
} from './key-ring.js';

function kek(id = 'kek-2026a', key = randomBytes(32)): Kek {
  return { id, key, created: '2026-11-22T00:00:00.000Z' };
}

function fileOf(...keys: readonly unknown[]): string {
  return JSON.stringify({ keys });
}

const good = { id: 'kek-2026a', key: randomBytes(32).toString('base64url'), created: '2026-11-22T00:00:00Z' };

describe('a key file', () => {
  it('is read as it was printed, newest first', () => {
    const ring = new KeyRing([kek('kek-2026b'), kek('kek-2026a')]);
    const read = parseKeyRing(printKeyRing(ring), 'file');
    expect(read.keys).toEqual(ring.keys);
    expect(read.first.id).toBe('kek-2026b');
  });

  it.each([
    ['broken JSON', '{"keys": [{"id": "canary'],
    ['nothing', ''],
    ['a list', '[]'],
    ['no key', fileOf()],
    ['a member more', JSON.stringify({ keys: [good], note: 'x' })],
    ['a key with a member more', fileOf({ ...good, note: 'x' })],
    ['a key without an id', fileOf({ ...good, id: undefined })],
    ['a key of 31 bytes', fileOf({ ...good, key: randomBytes(31).toString('base64url') })],
    ['a key of 33 bytes', fileOf({ ...good, key: randomBytes(33).toString('base64url') })],
    ['a key in hex', fileOf({ ...good, key: randomBytes(32).toString('hex') })],
    ['a key in base64', fileOf({ ...good, key: randomBytes(32).toString('base64') })],
    ['a key of zeros', fileOf({ ...good, key: Buffer.alloc(32).toString('base64url') })],
    ['a key of two letters', fileOf({ ...good, key: Buffer.from('ab'.repeat(16)).toString('base64url') })],
    ['a key that counts', fileOf({ ...good, key: Buffer.from([...Array(32).keys()]).toString('base64url') })],
    [
      'a key that somebody typed',
      fileOf({ ...good, key: Buffer.from('My very long secret passphrase!!').toString('base64url') }),
    ],
    ['an id with a dot', fileOf({ ...good, id: 'kek.2026' })],
    ['a time that is none', fileOf({ ...good, created: 'yesterday' })],
    ['an id twice', fileOf(good, { ...good, key: randomBytes(32).toString('base64url') })],
    ['a key twice', fileOf(good, { ...good, id: 'kek-2026b' })],
  ])('is refused with %s, and its content is not shown', (_what, text) => {
    expect(() => parseKeyRing(text, '/keys/ring.json')).toThrow(KeyRingError);
    expect(() => parseKeyRing(text, '/keys/ring.json')).toThrow(/^\/keys\/ring\.json: (?!.*canary)/);
  });

  it('is not shown when printed', () => {
    const ring = new KeyRing([kek()]);
    expect(inspect(ring)).toBe('[key ring kek-2026a]');
    expect(JSON.stringify({ ring })).toContain('[key ring kek-2026a]');
  });
});

describe('the key check', () => {
  const first = kek('kek-2026a');
  const row = makeCheck(first);

  it('opens with the key it was made with, also behind a newer one', () => {
    expect(opensCheck(new KeyRing([first]), row)).toBe(true);
    expect(opensCheck(new KeyRing([kek('kek-2026b'), first]), row)).toBe(true);
  });

  it.each([
    ['another key of the same id', new KeyRing([kek('kek-2026a')]), row],
    ['the same key under another id', new KeyRing([{ ...first, id: 'kek-2026b' }]), row],
    ['another fingerprint beside it', new KeyRing([first]), { ...row, fingerprint: '0'.repeat(16) }],
    ['a row that was damaged', new KeyRing([first]), { ...row, sealed: 'v1.x' }],
  ])('does not open with %s', (_what, ring, check) => expect(opensCheck(ring, check)).toBe(false));

  it('stops a start without the key, and names the key', () => {
    expect(() => refuseUnlessOpened(new KeyRing([first]), [row], 'f')).not.toThrow();
    const start = () => refuseUnlessOpened(new KeyRing([kek('kek-2026z')]), [row], '/keys/ring.json');
    expect(start).toThrow(KeyRingError);
    expect(start).toThrow(`kek-2026a (fingerprint ${fingerprintOf(first)})`);
  });
});
