import { Cron } from 'croner';

/** Minute, hour, day, month, weekday; nothing finer, and no single date. */
const FIVE_PARTS = /^\S+( \S+){4}$/;

/**
 * When a cron line is due next, in a time zone: null when it never is, undefined when it is no such line. A time that
 * a change of clocks skips is due right after it, and one that comes twice only once.
 */
export function nextSync(schedule: string, timeZone: string, after: Date): Date | null | undefined {
  const line = schedule.trim().replace(/\s+/g, ' ');
  if (!FIVE_PARTS.test(line)) return undefined;
  try {
    return new Cron(line, { timezone: timeZone, mode: '5-part', paused: true }).nextRun(after);
  } catch {
    return undefined;
  }
}
