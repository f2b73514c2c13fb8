import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { SecretBox, SecretBoxError, type Place } from './secret-box.js';

/** A key-encryption key: it seals the data keys of the Domains and nothing else. */
export type Kek = { readonly id: string; readonly key: Buffer; readonly created: string };

/** The row that proves, to a later start, that its key ring is the one this database was made with. */
export type KeyCheck = { readonly kekId: string; readonly fingerprint: string; readonly sealed: string };

/** A key ring that can not be used. The message says what to do, and shows no key. */
export class KeyRingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyRingError';
  }
}

export const KEY_BYTES = 32;
const KEY_ID = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const BASE64URL_KEY = /^[A-Za-z0-9_-]{43}$/;
const MAX_KEYS = 50;
/** 32 random bytes have about 30 different values; fewer than this never happens by chance. */
const FEWEST_VALUES = 16;
const FEWEST_STEPS = 8;
const CHECK_TEXT = 'wardkeep key check';

/** The keys outside the database, newest first: the first seals, all open. */
export class KeyRing {
  constructor(readonly keys: readonly [Kek, ...Kek[]]) {}

  get first(): Kek {
    return this.keys[0];
  }

  find(id: string): Kek | undefined {
    return this.keys.find((kek) => kek.id === id);
  }

  box(): SecretBox {
    return new SecretBox(this.keys);
  }

  toJSON(): string {
    return `[key ring ${this.keys.map(({ id }) => id).join(', ')}]`;
  }

  [inspect.custom](): string {
    return this.toJSON();
  }
}

/** A name for a key that can be shown: the first 8 bytes of its SHA-256. */
export function fingerprintOf(kek: Kek): string {
  return createHash('sha256').update(kek.key).digest().subarray(0, 8).toString('hex');
}

export function makeCheck(kek: Kek): KeyCheck {
  const fingerprint = fingerprintOf(kek);
  return { kekId: kek.id, fingerprint, sealed: new SecretBox([kek]).seal(checkPlace(kek.id, fingerprint), CHECK_TEXT) };
}

export function opensCheck(ring: KeyRing, row: KeyCheck): boolean {
  const kek = ring.find(row.kekId);
  if (!kek) return false;
  try {
    return ring.box().open(checkPlace(row.kekId, row.fingerprint), row.sealed).toString('utf8') === CHECK_TEXT;
  } catch (error) {
    if (error instanceof SecretBoxError) return false;
    throw error;
  }
}

/** Every key the database was sealed with must be there: starting without one would find out row by row. */
export function refuseUnlessOpened(ring: KeyRing, rows: readonly KeyCheck[], path: string): void {
  const missing = rows.filter((row) => !opensCheck(ring, row));
  if (missing.length === 0) return;
  const wanted = missing.map((row) => `${row.kekId} (fingerprint ${row.fingerprint})`).join(', ');
  throw new KeyRingError(
    `This database was sealed with a key that ${path} does not hold. Wanted: ${wanted}. ` +
      'Copy the key file from the machine the database was first started on, or from its backup.',
  );
}

/** Reads the text of a key file; every flaw is refused. */
export function parseKeyRing(text: string, path: string): KeyRing {
  const keys = keysOf(parseJson(text, path), path).map((entry, index) => readKek(entry, `${path}: key ${index + 1}`));
  const [first, ...others] = keys;
  if (!first) throw new KeyRingError(`${path}: holds no key. Restore it from its backup.`);
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    throw new KeyRingError(`${path}: two keys have the same id. Keep each key once.`);
  }
  if (new Set(keys.map(fingerprintOf)).size < keys.length) {
    throw new KeyRingError(`${path}: the same key is there twice. Keep each key once.`);
  }
  return new KeyRing([first, ...others]);
}

export function printKeyRing(ring: KeyRing): string {
  const keys = ring.keys.map(({ id, key, created }) => ({ id, key: key.toString('base64url'), created }));
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message would quote a piece of the file.
    throw new KeyRingError(`${path}: is not JSON. Restore it from its backup.`);
  }
}

function keysOf(root: unknown, path: string): readonly unknown[] {
  const isRing = isRecord(root) && Object.keys(root).join() === 'keys' && Array.isArray(root['keys']);
  const keys: unknown = isRing ? root['keys'] : null;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) {
    throw new KeyRingError(`${path}: must be {"keys": [{"id", "key", "created"}, …]} with at most ${MAX_KEYS} keys.`);
  }
  return keys;
}

function readKek(entry: unknown, where: string): Kek {
  const { id, key, created, ...rest } = isRecord(entry) ? entry : {};
  const hasShape = typeof id === 'string' && typeof key === 'string' && typeof created === 'string';
  if (!hasShape || Object.keys(rest).length > 0 || Number.isNaN(Date.parse(created))) {
    throw new KeyRingError(`${where}: must have "id", "key" and "created" (a time), and nothing else.`);
  }
  if (!KEY_ID.test(id)) throw new KeyRingError(`${where}: its id must look like kek-2026a.`);
  return { id, key: keyBytes(key, where), created };
}

function keyBytes(text: string, where: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (!BASE64URL_KEY.test(text) || bytes.toString('base64url') !== text) {
    throw new KeyRingError(`${where}: must be ${KEY_BYTES} bytes in base64url, which is 43 characters.`);
  }
  if (!looksRandom(bytes)) throw new KeyRingError(`${where}: is not random. Make it with a random generator.`);
  return bytes;
}

/** Refuses what people type or copy from examples: few different bytes, regular steps, readable text. */
function looksRandom(bytes: Buffer): boolean {
  const values = new Set(bytes);
  const steps = new Set([...bytes].slice(1).map((byte, index) => (byte - (bytes[index] ?? 0) + 256) % 256));
  const isReadable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return values.size >= FEWEST_VALUES && steps.size >= FEWEST_STEPS && !isReadable;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkPlace(kekId: string, fingerprint: string): Place {
  return { purpose: 'key-check', table: 'key_check', column: 'sealed', rowId: `${kekId}:${fingerprint}`, domainId: '' };
}
