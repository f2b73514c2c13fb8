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
const MAX_LIFETIME_SECONDS = 31 * 24 * 60 * 60;
const HEADER_MEMBERS = 'alg,kid,typ';
/** Verified tokens kept, so that a session's next request costs no signature; the oldest goes first. */
const MOST_VERIFIED = 20_000;
const CLAIM_NAMES = 'aud,dom,exp,iat,iss,jti,sid,sub';

/** Makes and reads the token that carries a session. Reading gives claims or null, never a reason. */
export class SessionTokens {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #active: SigningKey;
  readonly #verified = new Map<string, SessionClaims>();

  constructor(
    private readonly settings: Settings,
    private readonly now: () => Date = () => new Date(),
  ) {
    const active = settings.keys.find(({ state }) => state === 'active');
    if (!active) throw new Error('No signing key is active');
    if (settings.keys.some(({ key }) => key.type !== 'secret' || (key.symmetricKeySize ?? 0) < MIN_KEY_BYTES)) {
      throw new Error(`A signing key is no secret of ${MIN_KEY_BYTES} bytes`);
    }
    this.#active = active;
    this.#keys = new Map(settings.keys.map(({ kid, key }) => [kid, key]));
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

  /** The signature is checked once for each token, its end at every use. */
  verify(token: string): SessionClaims | null {
    const known = this.#verified.get(token);
    if (known) return seconds(this.now()) < known.exp ? known : this.#expire(token);
    const claims = this.#claimsOf(token, 'session');
    if (claims) this.#remember(token, claims);
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
    const key = this.#keyFor(token, use);
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

  #remember(token: string, claims: SessionClaims): void {
    const [oldest] = this.#verified.keys();
    if (this.#verified.size >= MOST_VERIFIED && oldest !== undefined) this.#verified.delete(oldest);
    this.#verified.set(token, Object.freeze(claims));
  }

  #expire(token: string): null {
    this.#verified.delete(token);
    return null;
  }

  /** The key that the header names, if the header says exactly what ours say. The kid is looked up, nothing else. */
  #keyFor(token: string, use: TokenUse): KeyObject | null {
    const parts = token.split('.');
    const header = parts.length === 3 ? jsonOf(parts[0] ?? '') : null;
    if (!header || namesOf(header) !== HEADER_MEMBERS) return null;
    if (header['alg'] !== ALGORITHM || header['typ'] !== TYPES[use] || typeof header['kid'] !== 'string') return null;
    return this.#keys.get(header['kid']) ?? null;
  }
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
