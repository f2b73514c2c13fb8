import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
  type KeyObject,
} from 'node:crypto';

/** Where a sealed value lives. It opens at exactly this place and nowhere else. */
export type Place = {
  readonly purpose: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  readonly domainId: string;
};

export type BoxKey = { readonly id: string; readonly key: Buffer };

/** A sealed value that does not open, whatever the reason: no reason is told, so that none can be probed. */
export class SecretBoxError extends Error {
  constructor(message = 'The sealed value can not be opened') {
    super(message);
    this.name = 'SecretBoxError';
  }
}

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

type Held = { readonly master: KeyObject; readonly byPurpose: Map<string, KeyObject> };

/** Seals with the first key and opens with any: `v1.<key id>.<iv>.<ciphertext>.<tag>`. */
export class SecretBox {
  readonly #keys = new Map<string, Held>();
  readonly #firstId: string;

  constructor(keys: readonly BoxKey[]) {
    for (const { id, key } of keys) {
      if (!KEY_ID.test(id) || key.length !== KEY_BYTES || this.#keys.has(id)) {
        throw new SecretBoxError('A key of the box is malformed');
      }
      this.#keys.set(id, { master: createSecretKey(key), byPurpose: new Map() });
    }
    const [first] = keys;
    if (!first) throw new SecretBoxError('A box needs a key');
    this.#firstId = first.id;
  }

  seal(place: Place, plaintext: string | Buffer): string {
    const iv = nextIv();
    const cipher = createCipheriv(CIPHER, this.#subKey(this.#firstId, place.purpose), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(context(this.#firstId, place));
    const content = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
    return [VERSION, this.#firstId, ...parts].join('.');
  }

  open(place: Place, sealed: string): Buffer {
    const [version, keyId = '', ...texts] = sealed.split('.');
    const [iv, content, tag, ...rest] = texts.map(bytesOf);
    if (version !== VERSION || !iv || !content || !tag || rest.length > 0) throw new SecretBoxError();
    if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES) throw new SecretBoxError();
    const key = this.#subKey(keyId, place.purpose);
    try {
      const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(context(keyId, place));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(content), decipher.final()]);
    } catch {
      throw new SecretBoxError();
    }
  }

  /** The same text is known again by it, and nobody without the key finds out the text by trying. */
  fingerprint(purpose: string, text: string | Buffer): Buffer {
    return createHmac('sha256', this.#subKey(this.#firstId, purpose)).update(text).digest();
  }

  #subKey(keyId: string, purpose: string): KeyObject {
    const held = this.#keys.get(keyId);
    if (!held) throw new SecretBoxError();
    const known = held.byPurpose.get(purpose);
    if (known) return known;
    const derived = hkdfSync('sha256', held.master, Buffer.alloc(0), `wardkeep/${purpose}/${VERSION}`, KEY_BYTES);
    const subKey = createSecretKey(Buffer.from(derived));
    held.byPurpose.set(purpose, subKey);
    return subKey;
  }
}

/** The id of the key a value is sealed with; null when it is no sealed value. */
export function keyIdOf(sealed: string): string | null {
  const [version, keyId = '', ...rest] = sealed.split('.');
  return version === VERSION && KEY_ID.test(keyId) && rest.length === 3 ? keyId : null;
}

const IVS = 256;
let ivs = Buffer.alloc(0);

/** Random bytes that nobody got before. Asking for many at once costs what asking for a few does, and an IV is no secret. */
function nextIv(): Buffer {
  if (ivs.length === 0) ivs = randomFillSync(Buffer.alloc(IVS * IV_BYTES));
  const iv = ivs.subarray(0, IV_BYTES);
  ivs = ivs.subarray(IV_BYTES);
  return iv;
}

const LENGTH_BYTES = 4;

/** Each member with its length before it: no two places have the same bytes. */
function context(keyId: string, place: Place): Buffer {
  const members = [VERSION, keyId, place.purpose, place.table, place.column, place.rowId, place.domainId];
  const size = members.reduce((sum, member) => sum + LENGTH_BYTES + Buffer.byteLength(member, 'utf8'), 0);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const member of members) {
    const length = bytes.write(member, at + LENGTH_BYTES, 'utf8');
    at = bytes.writeUInt32BE(length, at) + length;
  }
  return bytes;
}

/** Only the one canonical spelling is read: a value with other unused bits is another value. */
function bytesOf(text: string): Buffer | undefined {
  if (!BASE64URL.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
