import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DataKeys, DomainBoxes, type WrappedKey } from './data-keys.js';
import { KeyRing, type Kek } from './key-ring.js';
import { SecretBoxError } from './secret-box.js';

function kek(id: string): Kek {
  return { id, key: randomBytes(32), created: '2026-11-22T00:00:00Z' };
}

const place = { purpose: 'pwhash', table: 'credential', column: 'hash', rowId: 'user-1', domainId: 'mine' };
const old = kek('kek-2026a');
const ring = new KeyRing([old]);

describe('DataKeys', () => {
  const keys = new DataKeys(ring);
  const key = randomBytes(32);
  const row = keys.wrap(randomUUID(), 'mine', key);

  it('unwraps what it wrapped, also when a newer key came first', () => {
    expect(row.kekId).toBe('kek-2026a');
    expect(keys.unwrap(row)).toEqual(key);
    expect(new DataKeys(new KeyRing([kek('kek-2026b'), old])).unwrap(row)).toEqual(key);
  });

  it.each([
    ["another Domain's row", { ...row, domainId: 'theirs' }],
    ['a row of another id', { ...row, id: randomUUID() }],
  ])('does not open in %s', (_what, copied) => expect(() => keys.unwrap(copied)).toThrow(SecretBoxError));

  it('does not open with another key of the same id', () =>
    expect(() => new DataKeys(new KeyRing([kek('kek-2026a')])).unwrap(row)).toThrow(SecretBoxError));

  it('does not take a key of another length', () =>
    expect(() => keys.unwrap(keys.wrap(row.id, 'mine', randomBytes(16)))).toThrow(SecretBoxError));
});

describe('DomainBoxes', () => {
  function counted(rows: readonly WrappedKey[]) {
    const loads: string[] = [];
    const load = (domainId: string) => {
      loads.push(domainId);
      return Promise.resolve(rows);
    };
    return { load, loads };
  }

  it('opens later what the new box of a Domain sealed, and loads its keys once', async () => {
    const boxes = new DomainBoxes(ring);
    const { row, box } = boxes.create('mine');
    const { load, loads } = counted([row]);
    const sealed = box.seal(place, 'secret');
    expect((await boxes.of('mine', load)).open(place, sealed).toString()).toBe('secret');
    await boxes.of('mine', load);
    expect(loads).toEqual(['mine']);
  });

  it('loads again what it was told to forget', async () => {
    const boxes = new DomainBoxes(ring);
    const { load, loads } = counted([boxes.create('mine').row]);
    await boxes.of('mine', load);
    boxes.forget('mine');
    await boxes.of('mine', load);
    expect(loads).toHaveLength(2);
  });

  it('does not remember that a Domain had no key', async () => {
    const boxes = new DomainBoxes(ring);
    await expect(boxes.of('mine', counted([]).load)).rejects.toThrow(SecretBoxError);
    await expect(boxes.of('mine', counted([boxes.create('mine').row]).load)).resolves.toBeDefined();
  });

  it("refuses another Domain's rows", async () => {
    const boxes = new DomainBoxes(ring);
    await expect(boxes.of('mine', counted([boxes.create('theirs').row]).load)).rejects.toThrow(SecretBoxError);
  });

  it('has another key for each Domain', () => {
    const boxes = new DomainBoxes(ring);
    const sealed = boxes.create('mine').box.seal(place, 'secret');
    expect(() => boxes.create('mine').box.open(place, sealed)).toThrow(SecretBoxError);
  });
});
