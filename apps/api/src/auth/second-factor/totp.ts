import { randomBytes, timingSafeEqual } from 'node:crypto';
import { generateSync, ScureBase32Plugin } from 'otplib';
import { renderSVG } from 'uqr';

/** What an authenticator app is told; it shows issuer and account beside the codes. */
export type Enrolment = { readonly issuer: string; readonly account: string; readonly secret: Buffer };

/** The size of SHA-1's output, as RFC 4226 advises. */
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
/** A clock may be one step behind or ahead. */
const OFFSETS = [-1, 0, 1] as const;
const CODE = /^[0-9](?: *[0-9]){5}$/;
/** So that any name fits into a QR code; apps show less. */
const LABEL_CHARACTERS = 64;
/** The white margin, in modules, without which a scanner doesn't find the symbol. */
const QUIET_ZONE = 4;

const base32 = new ScureBase32Plugin();

export function newSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

export function toBase32(secret: Buffer): string {
  return base32.encode(secret);
}

/** Algorithm, digits and period are left out: they are the defaults, and some apps stumble over them. */
export function otpauthUri({ issuer, account, secret }: Enrolment): string {
  const by = label(issuer);
  return `otpauth://totp/${by}:${label(account)}?secret=${toBase32(secret)}&issuer=${by}`;
}

/** Black on white by attributes, whatever the theme; the size is the page's to say. It holds the secret. */
export function qrSvg(uri: string): string {
  return renderSVG(uri, { border: QUIET_ZONE, ecc: 'L', boostEcc: true, whiteColor: '#fff', blackColor: '#000' });
}

/** The code of one step, with eight digits as in RFC 6238's test vectors if asked. */
export function codeAt(secret: Buffer, step: number, digits: 6 | 8 = 6): string {
  return generateSync({ secret, epoch: step * STEP_SECONDS, period: STEP_SECONDS, digits, algorithm: 'sha1' });
}

/**
 * The newest step near `now` that the code belongs to, or null. The code isn't used up by this: who accepts it stores
 * the step where it is higher than the last one. Every step is computed and compared, so that the time taken doesn't
 * tell which one it was.
 */
export function matchingStep(secret: Buffer, code: string, now: Date): number | null {
  if (!CODE.test(code)) return null;
  const typed = Buffer.from(code.replaceAll(' ', ''), 'ascii');
  const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS);
  const steps = OFFSETS.map((offset) => current + offset);
  return steps.filter((step) => timingSafeEqual(Buffer.from(codeAt(secret, step), 'ascii'), typed)).at(-1) ?? null;
}

/** A colon separates issuer from account, even a percent-encoded one. */
function label(name: string): string {
  const characters = Array.from(name.replaceAll(':', ' ')).slice(0, LABEL_CHARACTERS);
  return encodeURIComponent(characters.join('').trim());
}
