import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export type Pbkdf2Hash = {
  readonly digest: string;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly derived: Buffer;
};

const derive = promisify(pbkdf2);

/** Two to three seconds of one core; what asks for more is not an honest hash but a way to keep a core busy. */
const MAX_ITERATIONS = 5_000_000;
const MAX_SALT = 256;
const MIN_DERIVED = 16;
const DIGEST_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** `$pbkdf2-sha256$i=29000,l=32$salt$hash`, and passlib's `$pbkdf2-sha256$29000$salt$hash`, whose SHA-1 has no name. */
const MODULAR = /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=(\d{1,9})(?:,l=(\d{1,3}))?|(\d{1,9}))\$([^$]+)\$([^$]+)$/;
/** Django's: the salt is the text itself. */
const DJANGO = /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,9})\$([^$]+)\$([^$]+)$/;
/** passlib writes `.` for `+`. */
const BASE64 = /^[A-Za-z0-9+/.]+={0,2}$/;

/** The parts of a stored hash; null when it is none, or none that could be verified at a bearable cost. */
export function readPbkdf2(stored: string): Pbkdf2Hash | null {
  const modular = MODULAR.exec(stored);
  return modular ? readModular(modular) : readDjango(stored);
}

function readModular([, digest = 'sha1', i, length, rounds, salt = '', derived = '']: RegExpExecArray) {
  const read = bounded(digest, Number(i ?? rounds), bytesOf(salt), bytesOf(derived));
  return length === undefined || Number(length) === read?.derived.length ? read : null;
}

function readDjango(stored: string): Pbkdf2Hash | null {
  const [, digest = '', iterations, salt = '', derived = ''] = DJANGO.exec(stored) ?? [];
  return bounded(digest, Number(iterations), Buffer.from(salt), bytesOf(derived));
}

export async function matchesPbkdf2({ digest, iterations, salt, derived }: Pbkdf2Hash, password: string) {
  return timingSafeEqual(await derive(password, salt, iterations, derived.length, digest), derived);
}

/** More than one block of the digest would only cost more, and a few bytes would be soon guessed. */
function bounded(digest: string, iterations: number, salt: Buffer | null, derived: Buffer | null): Pbkdf2Hash | null {
  if (!salt || !derived || salt.length > MAX_SALT) return null;
  if (iterations < 1 || iterations > MAX_ITERATIONS) return null;
  if (derived.length < MIN_DERIVED || derived.length > (DIGEST_BYTES[digest] ?? 0)) return null;
  return { digest, iterations, salt, derived };
}

function bytesOf(text: string): Buffer | null {
  return BASE64.test(text) ? Buffer.from(text.replaceAll('.', '+'), 'base64') : null;
}
