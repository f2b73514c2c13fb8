import { constants, createDecipheriv, privateDecrypt, type CipherGCMTypes } from 'node:crypto';
import { NS } from '../../../providers/saml/saml-words.js';
import { attributeOf, elementsIn, onlyChild, textOf, type XmlElement } from '../../../platform/xml/xml-element.js';
import { utf8 } from './message.js';
import { SamlRefusal } from './saml-refusal.js';

type Cipher =
  | { readonly mode: 'gcm'; readonly name: CipherGCMTypes; readonly keyBytes: number }
  | { readonly mode: 'cbc'; readonly name: string; readonly keyBytes: number };

const CIPHERS: ReadonlyMap<string, Cipher> = new Map<string, Cipher>([
  ['http://www.w3.org/2009/xmlenc11#aes256-gcm', { mode: 'gcm', name: 'aes-256-gcm', keyBytes: 32 }],
  ['http://www.w3.org/2009/xmlenc11#aes128-gcm', { mode: 'gcm', name: 'aes-128-gcm', keyBytes: 16 }],
  ['http://www.w3.org/2001/04/xmlenc#aes256-cbc', { mode: 'cbc', name: 'aes-256-cbc', keyBytes: 32 }],
  ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', { mode: 'cbc', name: 'aes-128-cbc', keyBytes: 16 }],
]);
const OAEP = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';
const OAEP_HASHES: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha256', 'sha256'],
  ['http://www.w3.org/2000/09/xmldsig#sha512', 'sha512'],
]);
const [IV_GCM, IV_CBC, TAG] = [12, 16, 16];

export type Decrypted = { readonly text: string; readonly privateKey: string };

/**
 * What stands in an encrypted assertion, and which of the keys (PEM) opened it. One answer for everything that fails:
 * nobody learns from it how near they were.
 */
export function decrypted(carrier: XmlElement, privateKeys: readonly string[]): Decrypted {
  const { key, data } = partsOf(carrier);
  const cipher = CIPHERS.get(methodOf(data) ?? '');
  if (methodOf(key) !== OAEP || !cipher) {
    const used = `${methodOf(key) ?? 'nothing'} and ${methodOf(data) ?? 'nothing'}`;
    throw new SamlRefusal('algorithm-refused', `The assertion is encrypted with ${used}`);
  }
  const [sealedKey, sealed] = [cipherOf(key), cipherOf(data)];
  for (const privateKey of privateKeys) {
    const bytes = opened(privateKey, sealedKey, oaepHash(key), sealed, cipher);
    if (bytes) return { text: utf8(bytes), privateKey };
  }
  throw new SamlRefusal('signature-invalid', 'The assertion was not encrypted for a key of this provider');
}

function partsOf(carrier: XmlElement) {
  const inside = [...elementsIn(carrier)];
  const named = (local: string) => inside.filter((element) => element.local === local);
  const [data] = named('EncryptedData');
  const [key] = named('EncryptedKey');
  const isSingle = named('EncryptedData').length === 1 && named('EncryptedKey').length === 1;
  if (!data || !key || !isSingle || named('CipherValue').length !== 2 || !carrier.children.includes(data)) {
    throw new SamlRefusal('answer-malformed', 'The encrypted assertion is not one piece of data with one key');
  }
  return { data, key };
}

function methodOf(element: XmlElement): string | null {
  return attributeOf(onlyChild(element, NS.encryption, 'EncryptionMethod'), 'Algorithm');
}

function oaepHash(key: XmlElement): string {
  const method = onlyChild(key, NS.encryption, 'EncryptionMethod');
  return OAEP_HASHES.get(attributeOf(onlyChild(method, NS.signature, 'DigestMethod'), 'Algorithm') ?? '') ?? 'sha1';
}

function cipherOf(element: XmlElement): Buffer {
  const data = onlyChild(element, NS.encryption, 'CipherData');
  const value = textOf(onlyChild(data, NS.encryption, 'CipherValue'));
  return Buffer.from(value ?? '', 'base64');
}

/** Null when the key does not fit, or what it opens is no text of that cipher. */
function opened(privateKey: string, sealedKey: Buffer, hash: string, sealed: Buffer, cipher: Cipher): Buffer | null {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const key = privateDecrypt({ key: privateKey, padding, oaepHash: hash }, sealedKey);
    if (key.length !== cipher.keyBytes) return null;
    return cipher.mode === 'gcm' ? openedGcm(cipher.name, key, sealed) : openedCbc(cipher.name, key, sealed);
  } catch {
    return null;
  }
}

function openedGcm(name: CipherGCMTypes, key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(name, key, sealed.subarray(0, IV_GCM), { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(-TAG));
  return Buffer.concat([decipher.update(sealed.subarray(IV_GCM, -TAG)), decipher.final()]);
}

function openedCbc(name: string, key: Buffer, sealed: Buffer): Buffer | null {
  const decipher = createDecipheriv(name, key, sealed.subarray(0, IV_CBC)).setAutoPadding(false);
  const bytes = Buffer.concat([decipher.update(sealed.subarray(IV_CBC)), decipher.final()]);
  const padding = bytes.at(-1) ?? 0;
  return padding >= 1 && padding <= IV_CBC ? bytes.subarray(0, bytes.length - padding) : null;
}
