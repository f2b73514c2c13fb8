export type SessionLimits = {
  readonly idleMinutes: number;
  readonly absoluteMinutes: number;
  readonly maxConcurrent: number;
};

type Lifetime = { readonly lastSeenAt: Date; readonly endsAt: Date; readonly endedAt: Date | null };

const MINUTE = 60 * 1000;

/** Why a session is over, by whichever end came first; false while it lives. */
export function isOver(session: Lifetime, limits: SessionLimits, now: Date): false | 'ended' | 'idle' | 'expired' {
  if (session.endedAt !== null) return 'ended';
  const idleAt = session.lastSeenAt.getTime() + limits.idleMinutes * MINUTE;
  const endsAt = session.endsAt.getTime();
  if (now.getTime() < Math.min(idleAt, endsAt)) return false;
  return idleAt < endsAt ? 'idle' : 'expired';
}

/** The sessions to end before one more starts, the oldest first, so that no more than allowed remain with it. */
export function toEnd(
  live: readonly { readonly id: string; readonly startedAt: Date }[],
  limits: SessionLimits,
): readonly string[] {
  const tooMany = Math.max(0, live.length + 1 - limits.maxConcurrent);
  return [...live]
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
    .slice(0, tooMany)
    .map(({ id }) => id);
}
