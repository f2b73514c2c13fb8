const DAY_MS = 24 * 60 * 60_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const utcMidnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const isDay = (text: string): boolean => DAY.test(text) && isRealDay(text);

function isRealDay(text: string): boolean {
  const time = utcMidnight(text);
  return !Number.isNaN(time) && isoDay(time) === text;
}

/** What the clocks of the zone show at an instant, read as if it were UTC. */
export function wallClock(time: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(time);
  const at = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
}

/** The day that the calendar of the zone shows at an instant. */
export const dayOf = (instant: string | number, timeZone: string): string =>
  isoDay(wallClock(new Date(instant).getTime(), timeZone));

export const dayBefore = (day: string): string => isoDay(utcMidnight(day) - DAY_MS);
export const nextDay = (day: string): string => isoDay(utcMidnight(day) + DAY_MS);

/**
 * The first instant of a day in a zone. Where the clocks change at midnight, that is not always 00:00; a day that a
 * zone left out begins with the next one.
 */
export function startOfDay(day: string, timeZone: string): string {
  const midnight = utcMidnight(day);
  const candidates = [midnight - DAY_MS, midnight, midnight + DAY_MS]
    .map((near) => midnight - (wallClock(near, timeZone) - near))
    .sort((a, b) => a - b);
  const first = candidates.find((time) => dayOf(time, timeZone) >= day) ?? midnight;
  return new Date(first).toISOString();
}

/** Days, both included, as the half-open range of instants that the API takes. */
export function rangeOfDays(from: string | undefined, to: string | undefined, timeZone: string) {
  return {
    from: from === undefined ? undefined : startOfDay(from, timeZone),
    to: to === undefined ? undefined : startOfDay(nextDay(to), timeZone),
  };
}
