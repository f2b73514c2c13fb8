import { UNTIL_UNLOCKED, type User } from 'wardkeep/contracts';

type Locked = Pick<User, 'lockedUntil'>;

/** A lock ends by itself: a time that has passed says nothing. */
export const isLockedNow = ({ lockedUntil }: Locked, now: number = Date.now()): boolean =>
  lockedUntil !== null && Date.parse(lockedUntil) > now;

/** Only an administrator ends such a lock. */
export const isForGood = (until: string | null): boolean => until === UNTIL_UNLOCKED;
