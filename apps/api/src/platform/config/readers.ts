import { isIP } from 'node:net';
import { Secret } from '../secret.js';

/** Why a value is refused, in words that never repeat the value. */
export class Unacceptable extends Error {}

/** Turns what the environment (text) or the file (text, number, boolean, list) says into a checked value. */
export type Reader<T> = (raw: unknown) => T;

const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** Text without control characters or half characters. */
export function text(maxLength: number, minLength = 1): Reader<string> {
  return (raw) => {
    if (typeof raw !== 'string') throw new Unacceptable('must be text');
    if (CONTROL.test(raw)) throw new Unacceptable('holds control characters');
    if (raw.length < minLength || raw.length > maxLength) {
      throw new Unacceptable(`must have ${minLength} to ${maxLength} characters`);
    }
    return raw;
  };
}

export function matching(pattern: RegExp, what: string): Reader<string> {
  return (raw) => {
    const value = text(2_000)(raw);
    if (!pattern.test(value)) throw new Unacceptable(`must be ${what}`);
    return value;
  };
}

export function integer(min: number, max: number): Reader<number> {
  return (raw) => {
    const value = typeof raw === 'string' && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      throw new Unacceptable(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

export const boolean: Reader<boolean> = (raw) => {
  if (raw === true || raw === 'true') return true;
  if (raw === false || raw === 'false') return false;
  throw new Unacceptable('must be true or false');
};

export function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return (raw) => {
    const found = choices.find((choice) => choice === raw);
    if (found === undefined) throw new Unacceptable(`must be one of ${choices.join(', ')}`);
    return found;
  };
}

/** An absolute URL of one of these schemes, with a host. */
export function url(schemes: readonly string[]): Reader<URL> {
  return (raw) => {
    const value = text(2_000)(raw);
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (!parsed || !schemes.includes(parsed.protocol) || !value.startsWith(`${parsed.protocol}//`)) {
      throw new Unacceptable(`must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
    }
    return parsed;
  };
}

/** The public address: scheme, host and port only, because cookies and routes live at the root of the host. */
export const origin: Reader<string> = (raw) => {
  const parsed = url(['http:', 'https:'])(raw);
  const hasMore = parsed.pathname !== '/' || parsed.search || parsed.hash || parsed.username || parsed.password;
  if (hasMore) throw new Unacceptable('must be scheme, host and port only');
  return parsed.origin;
};

/** A PostgreSQL URL; one that names a socket directory in `?host=` has no host of its own. */
export const databaseUrl: Reader<string> = (raw) => {
  url(['postgres:', 'postgresql:'])(raw);
  return String(raw);
};

export function secret(inner: Reader<unknown>): Reader<Secret> {
  return (raw) => {
    inner(raw);
    return new Secret(String(raw));
  };
}

/** Networks in CIDR notation, as a list or separated by commas; a bare address is a network of one. */
export const networks: Reader<readonly string[]> = (raw) => {
  const items = typeof raw === 'string' ? raw.split(',') : raw;
  if (!Array.isArray(items) || items.length > 100) throw new Unacceptable('must be a list of at most 100 networks');
  return items.map((item: unknown) => network(typeof item === 'string' ? item.trim() : ''));
};

function network(value: string): string {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  const maxBits = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? maxBits : Number(/^\d{1,3}$/.test(bits) ? bits : Number.NaN);
  if (!family || address.includes('%') || rest.length > 0 || !(prefix >= 0 && prefix <= maxBits)) {
    throw new Unacceptable('must hold networks such as 10.0.0.0/8 or fd00::/8 only');
  }
  return `${address}/${prefix}`;
}
