import { Transform } from 'class-transformer';
import { Matches, MaxLength, ValidateBy, buildMessage, type ValidationOptions } from 'class-validator';
import { DOMAIN_NAME_PATTERN, PERSON_NAME_PATTERN, PHONE_PATTERN, USERNAME_PATTERN } from './limits.js';

/** Names are kept trimmed and in NFC, so that what looks the same is the same. */
export const Normalized = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().normalize('NFC') : value));

/** Runs of spaces are one, so that two names that look alike are one name. */
export const OneSpaced = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/\s+/gu, ' ') : value));

export const IsUsername = () =>
  Matches(USERNAME_PATTERN, {
    message: 'use 1 to 255 of the letters a–z, digits and _ . @ -',
    context: { code: 'username' },
  });

export const IsPersonName = () =>
  Matches(PERSON_NAME_PATTERN, {
    message: "use 1 to 255 letters, digits, spaces and _ - ' .",
    context: { code: 'person-name' },
  });

export const IsDomainName = () =>
  Matches(DOMAIN_NAME_PATTERN, {
    message: 'use 1 to 63 of the letters a–z, digits and -, not at either end',
    context: { code: 'domain-name' },
  });

export const IsPhone = () =>
  Matches(PHONE_PATTERN, {
    message: 'use the international form, such as +41441234567',
    context: { code: 'phone' },
  });

/** Readable text on one line: no control, bidi or unpaired surrogate characters. */
export function IsPlainText(maxLength: number, options?: ValidationOptions): PropertyDecorator {
  const oneLine = ValidateBy(
    {
      name: 'isPlainText',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && !/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(value),
        defaultMessage: buildMessage(() => 'control characters are not allowed', options),
      },
    },
    options,
  );
  return (target, property) => {
    oneLine(target, property);
    MaxLength(maxLength)(target, property);
  };
}

/** A password as typed: any characters but control ones and broken pairs; never trimmed. Its rules are the policy's. */
export const IsPasswordText = () => IsPlainText(1024);

const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** A point in time, kept as RFC 3339 in UTC; a date alone begins at midnight, and UTC is meant where no zone is told. */
export function IsInstant(): PropertyDecorator {
  const toUtc = Transform(({ value }: { value: unknown }) => instantOf(value) ?? value);
  const valid = ValidateBy({
    name: 'isInstant',
    validator: {
      validate: (value: unknown) => instantOf(value) !== null,
      defaultMessage: () => 'use a time such as 2026-11-22T08:00:00Z',
    },
  });
  return (target, property) => {
    toUtc(target, property);
    valid(target, property);
  };
}

function instantOf(value: unknown): string | null {
  if (typeof value !== 'string' || !INSTANT.test(value) || value.startsWith('0000')) return null;
  const hasZone = value.length === 10 || /(?:Z|[+-]\d\d:\d\d)$/.test(value.slice(10));
  const at = new Date(hasZone ? value : `${value}Z`);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999 ? null : at.toISOString();
}

export const IsTimeZone = () =>
  ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isTimeZone(value),
      defaultMessage: () => 'use an IANA time zone such as Europe/Zurich',
    },
  });

function isTimeZone(name: string): boolean {
  if (name.length > 64 || !/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
