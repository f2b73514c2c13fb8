import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { announce } from './announce';
import { forgetVisits } from './recent';
import { meQuery } from './session';
import { workIn } from './working-domain';

declare module '@tanstack/react-router' {
  interface HistoryState {
    readonly domainSwitch?: number;
  }
}

let switches = 0;

/**
 * Works in another Domain from now on, and starts at its first page: nothing of the last one stays in memory. The page
 * is left first, so that a form with unsaved changes can keep everything as it is.
 */
export function useSwitchDomain(): (name: string | null, displayName: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const { t } = useTranslation();
  return async (name, displayName) => {
    const domainSwitch = ++switches;
    await navigate({ to: '/', state: { domainSwitch } });
    if (router.state.location.state.domainSwitch !== domainSwitch) return;
    workIn(name);
    forgetVisits();
    const me = await client.fetchQuery({ ...meQuery, staleTime: 0 });
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    client.setQueryData(meQuery.queryKey, me);
    await router.invalidate();
    announce(t('domain.switched', { name: displayName }));
  };
}
