import { Cron } from 'croner';

/** The choices that cover nearly everybody; `own` is any other cron line, `hand` none. */
const LINES = {
  nightly: '0 0 * * *',
  hourly: '0 * * * *',
  sixHourly: '0 */6 * * *',
  weekdays: '0 0 * * 1-5',
  mondays: '0 0 * * 1',
} as const;

export const SCHEDULE_KINDS = ['nightly', 'weekdays', 'mondays', 'sixHourly', 'hourly', 'own', 'hand'] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

const isPreset = (kind: ScheduleKind): kind is keyof typeof LINES => kind in LINES;
const squeezed = (line: string) => line.trim().replace(/\s+/g, ' ');

export function kindOf(line: string | null): ScheduleKind {
  if (line === null) return 'hand';
  return SCHEDULE_KINDS.find((kind) => isPreset(kind) && LINES[kind] === squeezed(line)) ?? 'own';
}

export function lineOf(kind: ScheduleKind, own: string): string | null {
  if (kind === 'hand') return null;
  return isPreset(kind) ? LINES[kind] : squeezed(own);
}

/** When a line is due next; empty when there is none, null when it is not a line that can be read. */
export function nextRuns(line: string | null, timeZone: string, count: number, from = new Date()): string[] | null {
  if (line === null) return [];
  try {
    return new Cron(line, { timezone: timeZone, paused: true }).nextRuns(count, from).map((run) => run.toISOString());
  } catch {
    return null;
  }
}
