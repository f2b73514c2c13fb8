import type { Query } from 'wardkeep/client';
import type { UserSort, UsersQueryDto } from 'wardkeep/contracts';
import { rangeOfDays } from '../../lib/days';
import type { UsersSearch } from './users-search';

type Shape = { readonly sort: UserSort | `-${UserSort}`; readonly limit: number; readonly cursor: string | undefined };

/** What the address asks for, as the API reads it: days become instants of the reader's zone, both days included. */
export function usersQuery(
  search: UsersSearch,
  { sort, limit, cursor }: Shape,
  timeZone: string,
): Query<UsersQueryDto> {
  const never = search.signedIn === 'never';
  const { from, to } = never ? {} : rangeOfDays(search.from, search.to, timeZone);
  return {
    sort,
    limit,
    cursor,
    q: search.q,
    status: search.status,
    roleId: search.role,
    loginMethod: search.method,
    totpStatus: search.twoFactor,
    lastLoginAfter: from,
    lastLoginBefore: to,
    neverSignedIn: never ? 'true' : undefined,
  };
}
