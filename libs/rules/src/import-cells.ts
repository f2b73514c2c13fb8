import {
  IMPORT_LIMITS,
  LANGUAGES,
  PHONE_PATTERN,
  USERNAME_PATTERN,
  type ImportColumn,
  type ImportReason,
  type Language,
} from 'wardkeep/contracts';
import { restoredCell } from './csv-cell.js';
import { isPersonName } from './naming.js';
import { isMailAddress } from './sync-plan.js';

/** What a row says of a user; what the file has no column for is absent, and so is what can not be read. */
export type ImportedFields = {
  readonly username: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  /** By its name. */
  readonly role?: string;
  readonly enabled?: boolean;
  readonly twoFactorRequired?: boolean;
  readonly timeZone?: string | null;
  readonly language?: Language | null;
  readonly emailNotifications?: boolean;
  readonly loginMethod?: string;
};

export type ReadRow = {
  readonly fields: ImportedFields;
  readonly password: string | null;
  readonly passwordHash: string | null;
  readonly reasons: readonly ImportReason[];
};

/** The value of a cell, or why it is none. Absent: the cell is empty, and that says nothing. */
type Read = { readonly value?: unknown; readonly code?: string; readonly detail?: string };

const YES = new Set(['true', 'yes', '1', 'wahr', 'ja']);
const NO = new Set(['false', 'no', '0', 'falsch', 'nein']);
const UNREADABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
const EVERY_UNREADABLE = new RegExp(UNREADABLE, 'gu');
const SHOWN = 80;
const SECRETS: readonly ImportColumn[] = ['password', 'passwordHash'];

const READERS: Readonly<Record<ImportColumn, (text: string) => Read>> = {
  username: (text) =>
    USERNAME_PATTERN.test(text)
      ? { value: text }
      : bad('username', 'use 1 to 255 of the letters a–z, digits and _ . @ -'),
  firstName: personName,
  lastName: personName,
  email: (text) => optional(text, (email) => (isMailAddress(email) ? { value: email } : bad('email', 'is no address'))),
  phone: (text) =>
    optional(text, (phone) =>
      PHONE_PATTERN.test(phone) ? { value: phone } : bad('phone', 'use the international form, such as +41441234567'),
    ),
  role: (text) => (trimmed(text) === '' ? {} : { value: trimmed(text) }),
  enabled: yesOrNo,
  twoFactorRequired: yesOrNo,
  emailNotifications: yesOrNo,
  language: (text) =>
    optional(text, (tag) => {
      const language = LANGUAGES.find((known) => known === tag.toLowerCase());
      return language ? { value: language } : bad('language', `use one of ${LANGUAGES.join(', ')}`);
    }),
  timeZone: (text) =>
    optional(text, (zone) =>
      isTimeZone(zone) ? { value: zone } : bad('time-zone', 'use an IANA time zone such as Europe/Zurich'),
    ),
  loginMethod: (text) => (trimmed(text) === '' ? {} : { value: trimmed(text).toLowerCase() }),
  password: (text) => (text === '' ? {} : { value: text }),
  passwordHash: (text) => (trimmed(text) === '' ? {} : { value: trimmed(text) }),
};

/** Cells as they are compared and kept, with what is wrong with each by itself. */
export function readRow(cells: readonly (readonly [column: ImportColumn, cell: string])[]): ReadRow {
  const values: Partial<Record<ImportColumn, unknown>> = {};
  const reasons: ImportReason[] = [];
  for (const [column, cell] of cells) {
    const { value, code, detail } = readCell(column, cell);
    if (value !== undefined) values[column] = value;
    if (code !== undefined) reasons.push({ column, code, detail: detail ?? '' });
  }
  const { password = null, passwordHash = null, username = '', ...others } = values;
  if (password !== null && passwordHash !== null) {
    reasons.push({ column: 'passwordHash', code: 'both-passwords', detail: 'give a password or its hash, not both' });
  }
  return {
    fields: { username, ...others } as ImportedFields,
    password: password as string | null,
    passwordHash: passwordHash as string | null,
    reasons,
  };
}

function readCell(column: ImportColumn, cell: string): Read {
  const text = restoredCell(cell);
  const isSecret = SECRETS.includes(column);
  if (text.length > IMPORT_LIMITS.cellLength) {
    return { ...shownOf(text, isSecret), ...bad('too-long', `use at most ${IMPORT_LIMITS.cellLength} characters`) };
  }
  if (UNREADABLE.test(text)) {
    return { ...shownOf(text, isSecret), ...bad('control-character', 'control characters are not allowed') };
  }
  const read = READERS[column](text);
  return read.code === undefined ? read : { ...read, ...shownOf(text, isSecret) };
}

/** As much of a bad cell as helps to find it; of a secret nothing. */
function shownOf(text: string, isSecret: boolean): Read {
  if (isSecret) return {};
  const readable = text.slice(0, SHOWN).replace(EVERY_UNREADABLE, '\u{FFFD}');
  return { value: text.length > SHOWN ? `${readable}…` : readable };
}

function personName(text: string): Read {
  const name = trimmed(text);
  if (name === '') return bad('required', 'is needed');
  return isPersonName('standard', name)
    ? { value: name }
    : bad('person-name', "use 1 to 255 letters, digits, spaces and _ - ' .");
}

function yesOrNo(text: string): Read {
  const word = trimmed(text).toLowerCase();
  if (word === '') return {};
  if (YES.has(word)) return { value: true };
  return NO.has(word) ? { value: false } : bad('boolean', 'use true or false');
}

/** An empty cell says that there is none. */
function optional(text: string, read: (text: string) => Read): Read {
  const some = trimmed(text);
  return some === '' ? { value: null } : read(some);
}

const zones = new Map<string, boolean>();
const MOST_ZONES = 2_000;

/** Asking for one costs more than the rest of a row, and a file names few. */
function isTimeZone(name: string): boolean {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const is = name.length <= 64 && /^[A-Za-z]/.test(name) && hasZone(name);
  if (zones.size < MOST_ZONES) zones.set(name, is);
  return is;
}

function hasZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }));
  } catch {
    return false;
  }
}

function trimmed(text: string): string {
  return text.trim().normalize('NFC');
}

function bad(code: string, detail: string): Read {
  return { code, detail };
}
