import type { ResolvedSettings } from './setting-resolution.js';

/** Since when passwords age, as it is kept at each level; null: they always did. */
export type AgesFrom = { readonly global: Date | null; readonly domain: Date | null };

const AGE = 'passwords.maxAgeDays';

/** Since when passwords age here: as the Domain keeps it where the Domain chose the age, else by the later switch. */
export function passwordAgesFrom(resolved: ResolvedSettings, { global, domain }: AgesFrom): Date | null {
  if (resolved[AGE].origin === 'domain') return domain;
  return later(global, domain);
}

/**
 * What a level keeps after a change of its own: where passwords did not age before, they begin to now, so that nobody
 * is locked out by the switch.
 */
export function agesFromAfter(
  before: ResolvedSettings,
  after: ResolvedSettings,
  since: Date | null,
  now: Date,
): Date | null {
  return before[AGE].value === 0 && after[AGE].value !== 0 ? now : since;
}

function later(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
