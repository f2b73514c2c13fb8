import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openKeyRing } from './key-file.js';
import { KeyRingError } from './key-ring.js';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'wardkeep-keys-')), 'keys', 'keyring.json');
});
afterEach(() => rmSync(dirname(dirname(path)), { recursive: true }));

describe('openKeyRing', () => {
  it('makes a file that nobody else can read, at the first start', async () => {
    const { ring, isNew } = await openKeyRing(path, true, new Date('2026-11-22T03:00:00Z'));
    expect(isNew).toBe(true);
    expect(ring.first.id).toBe('kek-2026a');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toEqual(['keyring.json']);
  });

  it('reads the same keys at the next start', async () => {
    const first = await openKeyRing(path, true);
    const second = await openKeyRing(path, true);
    expect(second.isNew).toBe(false);
    expect(second.ring.keys).toEqual(first.ring.keys);
  });

  it('gives ten starts at once the same key, and one of them made it', async () => {
    const opened = await Promise.all(Array.from({ length: 10 }, () => openKeyRing(path, true)));
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(opened.map(({ ring }) => ring.first.key.toString('hex'))).size).toBe(1);
    expect(readdirSync(dirname(path))).toEqual(['keyring.json']);
  });

  it('never makes a second key for a database that has one', async () => {
    await expect(openKeyRing(path, false)).rejects.toThrow(KeyRingError);
    expect(() => statSync(path)).toThrow();
  });

  it.each([0o644, 0o640, 0o604, 0o660, 0o601])('refuses a file of mode %o', async (mode) => {
    await openKeyRing(path, true);
    chmodSync(path, mode);
    await expect(openKeyRing(path, true)).rejects.toThrow(/chmod 600/);
  });

  it('refuses a broken file and leaves it as it is', async () => {
    await openKeyRing(path, true);
    writeFileSync(path, '{"keys": [');
    await expect(openKeyRing(path, true)).rejects.toThrow(KeyRingError);
    expect(readFileSync(path, 'utf8')).toBe('{"keys": [');
  });

  it('refuses a folder, and a file far too large', async () => {
    await openKeyRing(path, true);
    await expect(openKeyRing(dirname(path), true)).rejects.toThrow(KeyRingError);
    writeFileSync(path, ' '.repeat(70_000));
    await expect(openKeyRing(path, true)).rejects.toThrow(KeyRingError);
  });

  it('follows a link, as mounted secrets are', async () => {
    const { ring } = await openKeyRing(path, true);
    symlinkSync(path, `${path}.link`);
    expect((await openKeyRing(`${path}.link`, false)).ring.keys).toEqual(ring.keys);
  });

  it('says so when the file can not be made', async () => {
    writeFileSync(dirname(path), 'a file where the folder should be');
    await expect(openKeyRing(path, true)).rejects.toThrow(KeyRingError);
  });
});
