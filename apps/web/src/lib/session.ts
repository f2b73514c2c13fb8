import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { SCOPES, type Me, type Permission, type Scope } from 'wardkeep/contracts';
import { api, holdCsrfToken } from './api';
import { rememberSignedIn } from './signed-in';

/** The caller's account, Domain and permissions: asked once, at the start. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await api.me.get({ signal });
    holdCsrfToken(me.csrfToken);
    rememberSignedIn();
    return me;
  },
  staleTime: 5 * 60_000,
});

/** Inside the shell only, which shows nothing before the answer is there. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

export function holds(me: Pick<Me, 'permissions'>, permission: Permission, atLeast: Scope = 'own'): boolean {
  const grant = me.permissions.find((held) => held.permission === permission);
  return grant !== undefined && SCOPES.indexOf(grant.scope) >= SCOPES.indexOf(atLeast);
}

/** `may('users:create')`: whether to offer something. The server decides again. */
export function useMay(): (permission: Permission, atLeast?: Scope) => boolean {
  const me = useMe();
  return (permission, atLeast) => holds(me, permission, atLeast);
}

const browserZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The person's own time zone, else the browser's. */
export function useTimeZone(): string {
  const { data } = useQuery({ ...meQuery, enabled: false });
  return data?.user.timeZone ?? browserZone();
}
