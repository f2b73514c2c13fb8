import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The kinds of opaque token and how each begins, so that a leaked one is found and its kind is seen. */
const PREFIXES = {
  session: 'wks',
  reset: 'wkr',
  invitation: 'wki',
  challenge: 'wkc',
  csrf: 'wkx',
  /** What comes back with the answer of an identity provider. */
  state: 'wka',
  /** By what the browser is known that went there. */
  browser: 'wkb',
  test: 'wkt',
} as const;

export type TokenKind = keyof typeof PREFIXES;
/** The token is shown once; only its hash is stored. */
export type IssuedToken = { readonly token: string; readonly hash: Buffer };

const SECRET_BYTES = 32;
const SHAPE = /^(wk[a-z])_([A-Za-z0-9_-]{43})_([0-9a-f]{6})$/;

/** Finds tokens of every kind inside other text. */
export const TOKEN_IN_TEXT = /\bwk[a-z]_[A-Za-z0-9_-]{43}_[0-9a-f]{6}/g;

export function issueToken(kind: TokenKind): IssuedToken {
  const body = `${PREFIXES[kind]}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const token = `${body}_${checksum(body)}`;
  return { token, hash: sha256(token) };
}

/** What to look the token up by; null when it is of another kind or mistyped, and no look-up is needed. */
export function hashOfToken(kind: TokenKind, text: string): Buffer | null {
  const [, prefix, secret, check] = SHAPE.exec(text) ?? [];
  if (prefix !== PREFIXES[kind] || check !== checksum(`${prefix}_${secret}`)) return null;
  return sha256(text);
}

/** Compares in constant time; what differs in length is different. */
export function areDigestsEqual(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Catches typing errors; it protects nothing. */
function checksum(body: string): string {
  return sha256(body).toString('hex').slice(0, 6);
}
