import { LOGIN_METHODS, TOTP_STATUSES, USER_SORTS, USER_STATUSES } from 'wardkeep/contracts';
import { isDay } from '../../lib/days';
import { choice, listReaders, readSearch } from '../../lib/search';

const SORTS = USER_SORTS.flatMap((field) => [field, `-${field}`] as const);
const day = (raw: string) => (isDay(raw) ? raw : undefined);
const uuid = (raw: string) => (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(raw) ? raw : undefined);
const instant = (raw: string) => (Number.isNaN(Date.parse(raw)) ? undefined : new Date(raw).toISOString());
const count = (raw: string) => (/^[1-9]\d{0,3}$/.test(raw) ? raw : undefined);

/** What shapes the list of users, as its address says it. */
export const usersSearch = readSearch({
  ...listReaders,
  sort: choice(SORTS),
  status: choice(USER_STATUSES),
  role: uuid,
  method: choice(LOGIN_METHODS),
  twoFactor: choice(TOTP_STATUSES),
  signedIn: choice(['never']),
  from: day,
  to: day,
  /** The last sign-in was before this instant, where no whole day says it. */
  before: instant,
  enabled: choice(['true', 'false']),
  /** The password is older than so many days. */
  passwordDays: count,
});
export type UsersSearch = ReturnType<typeof usersSearch>;
