import { randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { isUuid } from '../ids.js';

/**
 * `active` signs. All three verify: another instance may sign with `next` already, and `retired` is let in while its
 * last tokens live. A key that must not be believed any more is not handed in at all.
 */
export type SigningKey = {
  readonly kid: string;
  readonly key: KeyObject;
  readonly state: 'next' | 'active' | 'retired';
  /** Until it is believed no longer, by the clock of the database; a key without is believed until it is replaced. */
  readonly retiresInMs?: number;
};

export type SessionClaims = {
  readonly iss: string;
  readonly aud: string;
  /** The user. */
  readonly sub: string;
  /** The user's Domain. */
  readonly dom: string;
  /** The session: its row is the truth, the token only names it. */
  readonly sid: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
};

export type SessionSubject = { readonly userId: string; readonly domainId: string; readonly sessionId: string };

type Settings = { readonly issuer: string; readonly audience: string; readonly keys: readonly SigningKey[] };

/** `session` opens requests; `device` only tells that a browser signed in as the user before. */
export type TokenUse = 'session' | 'device';

const ALGORITHM = 'HS256';
const TYPES: Readonly<Record<TokenUse, string>> = { session: 'at+jwt', device: 'device+jwt' };
const MAX_LENGTH = 2_048;
const MIN_KEY_BYTES = 32;
/** No token is longer believed, whatever it says: as long must a key be that signs no more. */
export const LONGEST_TOKEN_DAYS = 31;
const MAX_LIFETIME_SECONDS = LONGEST_TOKEN_DAYS * 24 * 60 * 60;
const HEADER_MEMBERS = 'alg,kid,typ';
/** Verified tokens kept, so that a session's next request costs no signature; the oldest goes first. */
const MOST_VERIFIED = 20_000;
const CLAIM_NAMES = 'aud,dom,exp,iat,iss,jti,sid,sub';

type Verified = { readonly kid: string; readonly claims: SessionClaims };
type Believed = { readonly key: KeyObject; readonly until: number };

/** Makes and reads the token that carries a session. Reading gives claims or null, never a reason. */
export class SessionTokens {
  #keys: ReadonlyMap<string, Believed>;
  #active: SigningKey;
  readonly #verified = new Map<string, Verified>();

  constructor(
    private readonly settings: Settings,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.#active = activeOf(settings.keys);
    this.#keys = believed(settings.keys);
  }

  /** From now on these keys and no others; tokens of the others are nothing any more. */
  replaceKeys(keys: readonly SigningKey[]): void {
    this.#active = activeOf(keys);
    this.#keys = believed(keys);
  }

  /** Whether the token is none of ours for the one reason that its key is not known here, perhaps not yet. */
  isOfUnknownKey(token: string): boolean {
    const kid = token.length > MAX_LENGTH ? null : kidOf(token, 'session');
    return kid !== null && isUuid(kid) && !this.#keys.has(kid);
  }

  /** For a device, `sessionId` is the device's. */
  sign(subject: SessionSubject, endsAt: Date, use: TokenUse = 'session'): string {
    const claims: SessionClaims = {
      iss: this.settings.issuer,
      aud: this.#audience(use),
      sub: subject.userId,
      dom: subject.domainId,
      sid: subject.sessionId,
      iat: seconds(this.now()),
      exp: seconds(endsAt),
      jti: randomUUID(),
    };
    const header = { alg: ALGORITHM, typ: TYPES[use], kid: this.#active.kid } as const;
    return jwt.sign(claims, this.#active.key, { algorithm: ALGORITHM, header });
  }

  /** The signature is checked once for each token, its end and its key at every use. */
  verify(token: string): SessionClaims | null {
    const known = this.#verified.get(token);
    if (known) return this.#isValid(known) ? known.claims : this.#expire(token);
    const claims = this.#claimsOf(token, 'session');
    const kid = claims && kidOf(token, 'session');
    if (claims && kid !== null) this.#remember(token, { kid, claims });
    return claims;
  }

  /** A device's token opens nothing; it is read once a sign-in. */
  verifyDevice(token: string): SessionClaims | null {
    return this.#claimsOf(token, 'device');
  }

  #audience(use: TokenUse): string {
    return use === 'session' ? this.settings.audience : `${this.settings.audience}/${use}`;
  }

  #claimsOf(token: string, use: TokenUse): SessionClaims | null {
    if (token.length > MAX_LENGTH) return null;
    const kid = kidOf(token, use);
    const key = kid === null ? null : this.#keyOf(kid);
    if (!key) return null;
    try {
      const { issuer } = this.settings;
      const audience = this.#audience(use);
      const clockTimestamp = seconds(this.now());
      const claims = jwt.verify(token, key, { algorithms: [ALGORITHM], issuer, audience, clockTimestamp });
      return isSessionClaims(claims) ? claims : null;
    } catch {
      return null;
    }
  }

  #remember(token: string, verified: Verified): void {
    const [oldest] = this.#verified.keys();
    if (this.#verified.size >= MOST_VERIFIED && oldest !== undefined) this.#verified.delete(oldest);
    Object.freeze(verified.claims);
    this.#verified.set(token, verified);
  }

  #isValid({ kid, claims }: Verified): boolean {
    return seconds(this.now()) < claims.exp && this.#keyOf(kid) !== null;
  }

  #expire(token: string): null {
    this.#verified.delete(token);
    return null;
  }

  #keyOf(kid: string): KeyObject | null {
    const known = this.#keys.get(kid);
    return known && performance.now() < known.until ? known.key : null;
  }
}

function activeOf(keys: readonly SigningKey[]): SigningKey {
  const active = keys.find(({ state }) => state === 'active');
  if (!active) throw new Error('No signing key is active');
  if (keys.some(({ key }) => key.type !== 'secret' || (key.symmetricKeySize ?? 0) < MIN_KEY_BYTES)) {
    throw new Error(`A signing key is no secret of ${MIN_KEY_BYTES} bytes`);
  }
  return active;
}

function believed(keys: readonly SigningKey[]): ReadonlyMap<string, Believed> {
  const now = performance.now();
  return new Map(keys.map(({ kid, key, retiresInMs = Infinity }) => [kid, { key, until: now + retiresInMs }]));
}

/** The name of the key, if the header says exactly what ours say. It is looked up among those known, nothing else. */
function kidOf(token: string, use: TokenUse): string | null {
  const parts = token.split('.');
  const header = parts.length === 3 ? jsonOf(parts[0] ?? '') : null;
  if (!header || namesOf(header) !== HEADER_MEMBERS) return null;
  if (header['alg'] !== ALGORITHM || header['typ'] !== TYPES[use] || typeof header['kid'] !== 'string') return null;
  return header['kid'];
}

/** jsonwebtoken checks what is there; this checks that all of it is there, and nothing more. */
function isSessionClaims(claims: unknown): claims is SessionClaims {
  if (!isRecord(claims) || namesOf(claims) !== CLAIM_NAMES) return false;
  const { iss, aud, sub, dom, sid, iat, exp, jti } = claims;
  if (![iss, aud].every((text) => typeof text === 'string')) return false;
  if (![sub, dom, sid, jti].every((id) => typeof id === 'string' && isUuid(id))) return false;
  return isTime(iat) && isTime(exp) && exp > iat && exp - iat <= MAX_LIFETIME_SECONDS;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function jsonOf(part: string): Record<string, unknown> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return null;
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function namesOf(value: Record<string, unknown>): string {
  return Object.keys(value).sort().join();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
