import { wallClock } from './days';

const LOCAL = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::\d{2})?$/;
const HOUR_MS = 60 * 60_000;

/** An instant as the clocks of a zone show it, in the form a date-time field holds: `2026-11-22T09:30`. */
export const localTextOf = (instant: string, timeZone: string): string =>
  new Date(wallClock(new Date(instant).getTime(), timeZone)).toISOString().slice(0, 16);

/**
 * The instant at which the clocks of a zone show it; null for what is no time. Of two, when clocks go back, the first;
 * for a time that they skip, the instant at which they do.
 */
export function instantOf(text: string, timeZone: string): string | null {
  const [, minute] = LOCAL.exec(text) ?? [];
  const wanted = minute === undefined ? NaN : Date.parse(`${minute}:00Z`);
  if (Number.isNaN(wanted)) return null;
  const candidates = [wanted - 24 * HOUR_MS, wanted, wanted + 24 * HOUR_MS]
    .map((near) => wanted - (wallClock(near, timeZone) - near))
    .sort((a, b) => a - b);
  const first = candidates.find((time) => wallClock(time, timeZone) >= wanted) ?? wanted;
  return new Date(first).toISOString();
}
