import { PASSWORD_WARNING_DAYS } from 'wardkeep/contracts';

const DAY = 24 * 60 * 60 * 1000;

/** What is said about a password's end on every page: nothing while it is far away. */
export function expiryNotice(expiresAt: string | null, now: number = Date.now()): 'soon' | 'past' | null {
  if (expiresAt === null) return null;
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return 'past';
  return left <= PASSWORD_WARNING_DAYS * DAY ? 'soon' : null;
}
