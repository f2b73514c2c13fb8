import type { Query } from 'wardkeep/client';
import type { UserFiltersDto, UserSort, UsersQueryDto } from 'wardkeep/contracts';
import { dayOf, dayBefore, rangeOfDays, startOfDay } from '../../lib/days';
import type { UsersSearch } from './users-search';

type Shape = { readonly sort: UserSort | `-${UserSort}`; readonly limit: number; readonly cursor: string | undefined };
type Filters = Query<UserFiltersDto>;

/** Which users the address asks for: days become instants of the reader's zone, both days included. */
export function userFilters(search: UsersSearch, timeZone: string): Filters {
  const never = search.signedIn === 'never';
  const { from, to } = never ? {} : rangeOfDays(search.from, search.to, timeZone);
  return {
    q: search.q,
    status: search.status,
    roleId: search.role,
    loginMethod: search.method,
    totpStatus: search.twoFactor,
    lastLoginAfter: from,
    lastLoginBefore: to ?? (never ? undefined : search.before),
    neverSignedIn: never ? 'true' : undefined,
    enabled: search.enabled,
    passwordOlderThanDays: search.passwordDays === undefined ? undefined : Number(search.passwordDays),
  };
}

/** The same with the order and the page, as the API reads it. */
export const usersQuery = (search: UsersSearch, shape: Shape, timeZone: string): Query<UsersQueryDto> => ({
  ...shape,
  ...userFilters(search, timeZone),
});

/** The address of a list of which only the API's filters are known; an instant that begins a day is said as the day. */
export function searchOf(filters: Readonly<Record<string, unknown>>, timeZone: string): Record<string, string> {
  const { lastLoginAfter, lastLoginBefore, neverSignedIn, passwordOlderThanDays, ...rest } = filters as Filters;
  const day = lastLoginBefore === undefined ? undefined : dayOf(lastLoginBefore, timeZone);
  const isWholeDay = day !== undefined && startOfDay(day, timeZone) === lastLoginBefore;
  const found = {
    q: rest.q,
    status: rest.status,
    role: rest.roleId,
    method: rest.loginMethod,
    twoFactor: rest.totpStatus,
    enabled: rest.enabled,
    signedIn: neverSignedIn === 'true' ? 'never' : undefined,
    from: lastLoginAfter === undefined ? undefined : dayOf(lastLoginAfter, timeZone),
    to: isWholeDay ? dayBefore(day) : undefined,
    before: isWholeDay ? undefined : lastLoginBefore,
    passwordDays: passwordOlderThanDays === undefined ? undefined : String(passwordOlderThanDays),
  };
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
