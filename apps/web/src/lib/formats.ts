import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimeZone } from './session';

const MINUTE = 60;
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
];

const MEGABYTE = 1024 ** 2;

const DAY_MINUTES = 24 * MINUTE;

/** The largest unit that needs no fraction; a day or less reads better in hours. */
function unitOf(minutes: number): readonly ['day' | 'hour' | 'minute', number] {
  if (minutes > DAY_MINUTES && minutes % DAY_MINUTES === 0) return ['day', minutes / DAY_MINUTES];
  return minutes > 0 && minutes % MINUTE === 0 ? ['hour', minutes / MINUTE] : ['minute', minutes];
}

/** English dates are written the way the console's lists read: `31 Oct 2026, 23:00`. */
const localeOf = (language: string) => (language.startsWith('en') ? 'en-GB' : language);

/** Everything people read as a date, a time or a number: their language, their time zone. */
export function formats(language: string, timeZone: string) {
  const locale = localeOf(language);
  const dateTime = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const exact = new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'long',
    hourCycle: 'h23',
  });
  const date = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const number = new Intl.NumberFormat(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return {
    timeZone,
    dateTime: (instant: string) => dateTime.format(new Date(instant)),
    exact: (instant: string) => exact.format(new Date(instant)),
    date: (instant: string) => date.format(new Date(instant)),
    time: (instant: string) => time.format(new Date(instant)),
    number: (value: number) => number.format(value),
    /** A span of minutes in words: 1440 as 24 hours. */
    duration: (minutes: number) => {
      const [unit, count] = unitOf(minutes);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
    },
    bytes: (count: number) => {
      const [unit, size] = count >= MEGABYTE ? ['megabyte', MEGABYTE] : ['kilobyte', 1024];
      return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(count / size);
    },
    list: (words: readonly string[]) => list.format(words),
    relative: (instant: string, now: number = Date.now()) => {
      const seconds = (new Date(instant).getTime() - now) / 1000;
      const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', MINUTE];
      return relative.format(Math.trunc(seconds / size), unit);
    },
  };
}

export type Formats = ReturnType<typeof formats>;

export const browserTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const timeZone = useTimeZone();
  const language = i18n.resolvedLanguage ?? 'en';
  return useMemo(() => formats(language, timeZone), [language, timeZone]);
}
