import { generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A key pair of ours with the certificate by which others know it; both PEM. */
export type SelfSigned = { readonly privateKey: string; readonly certificate: string };

const BITS = 3_072;
const VALID_YEARS = 3;
const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = Buffer.from([0x05, 0x00]);
/** 1.2.840.113549.1.1.11 */
const SHA256_WITH_RSA = Buffer.from('06092a864886f70d01010b', 'hex');
/** 2.5.4.3 */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
/** CN has at most 64 characters. */
const MOST_NAME = 64;

/** A new RSA key, made beside the event loop, and a certificate that it signs itself. */
export async function selfSigned(name: string, now: Date): Promise<SelfSigned> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: BITS });
  const certificate = certificateFor(name, publicKey, privateKey, now);
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate };
}

/** X.509, version 3, without extensions: whoever takes it compares it with the one in the metadata. */
function certificateFor(name: string, publicKey: KeyObject, privateKey: KeyObject, now: Date): string {
  const algorithm = der(SEQUENCE, SHA256_WITH_RSA, NULL);
  const text = der(0x0c, Buffer.from(name.slice(0, MOST_NAME)));
  const who = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text)));
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + VALID_YEARS);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const version = der(0xa0, der(INTEGER, Buffer.from([2])));
  const validity = der(SEQUENCE, time(now), time(end));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const body = der(SEQUENCE, version, der(INTEGER, serial), algorithm, who, validity, who, key);
  const signature = der(BIT_STRING, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = der(SEQUENCE, body, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** UTCTime, to the second: years have two digits until 2050. */
function time(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}
