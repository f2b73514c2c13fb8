import { types } from 'node:util';
import { TOKEN_IN_TEXT } from '../crypto/tokens.js';

const MASK = '[secret]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_CAUSES = 3;

/** Names of fields that are never shown, written without case, `-` and `_`. */
const SECRET_NAMES = new Set([
  'apikey',
  'authorization',
  'challenge',
  'clientsecret',
  'cookie',
  'csrftoken',
  'currentpassword',
  'initialadminpassword',
  'key',
  'newpassword',
  'parameters',
  'passphrase',
  'password',
  'passwordhash',
  'privatekey',
  'proxyauthorization',
  'sealed',
  'secret',
  'setcookie',
  'smtpurl',
  'token',
  'wrapped',
  'xcsrftoken',
]);

/** Things that are secret wherever they turn up: JWTs, password hashes, and passwords inside URLs. */
const SECRETS_IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [TOKEN_IN_TEXT, MASK],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, MASK],
  [/\$argon2[a-z]{1,2}\$[A-Za-z0-9$=,+/]+/g, MASK],
  [/\$pbkdf2(?:-sha\d+)?\$[A-Za-z0-9$=,+/.]+/g, MASK],
  [/\bpbkdf2_sha\d+\$\d+\$[^\s$"\\]+\$[A-Za-z0-9=+/]+/g, MASK],
  [/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g, MASK],
  [/([a-z][a-z0-9+]{1,20}:\/\/[^\s:/@"\\]{0,100}:)[^\s/@"\\]{1,200}@/g, `$1${MASK}@`],
];

/** C0 and C1 controls, line and paragraph separators, and what turns the direction of text around or hides it. */
const UNSAFE = new RegExp(
  `[${range(0x00, 0x1f)}${range(0x7f, 0x9f)}${range(0x2028, 0x202e)}${range(0x2066, 0x2069)}` +
    `${range(0x200b, 0x200f)}\\u061c\\ufeff]`,
  'g',
);

/** The same fields with everything masked whose name says it is secret. A second net: secrets are not logged at all. */
export function withoutSecrets(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isSecretName(name) ? MASK : masked(value, depth)]),
  );
}

/** The text without tokens, hashes and passwords in URLs. */
export function withoutSecretText(text: string): string {
  return SECRETS_IN_TEXT.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/**
 * Writes every character as `\uXXXX` that could start a line, end one, or show it other than it is.
 * Inside JSON these occur within strings only, where the escape means the same character.
 */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function masked(value: unknown, depth: number): unknown {
  if (types.isNativeError(value)) return errorFields(value, 0);
  if (typeof value !== 'object' || value === null || types.isDate(value)) return value;
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => masked(item, depth + 1));
  return withoutSecrets(value as Record<string, unknown>, depth + 1);
}

/**
 * What an error tells, by allow-list. Drivers hang the statement, its parameters and the offending row onto theirs,
 * and those hold what people typed.
 */
function errorFields(error: Error, depth: number): Record<string, unknown> {
  const { code, constraint } = error as { readonly code?: unknown; readonly constraint?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(isPlain(code) ? { code } : {}),
    ...(isPlain(constraint) ? { constraint } : {}),
    stack: error.stack,
    ...(types.isNativeError(error.cause) && depth < MAX_CAUSES ? { cause: errorFields(error.cause, depth + 1) } : {}),
  };
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replace(/[-_]/g, ''));
}

function range(from: number, to: number): string {
  return [from, to].map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('-');
}
