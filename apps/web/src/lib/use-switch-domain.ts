import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { announce } from './announce';
import { meQuery } from './session';
import { workIn } from './working-domain';

/** Works in another Domain from now on, and starts at its first page: nothing of the last one stays in memory. */
export function useSwitchDomain(): (name: string | null, displayName: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const { t } = useTranslation();
  return async (name, displayName) => {
    workIn(name);
    const me = await client.fetchQuery({ ...meQuery, staleTime: 0 });
    await navigate({ to: '/' });
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    client.setQueryData(meQuery.queryKey, me);
    await router.invalidate();
    announce(t('domain.switched', { name: displayName }));
  };
}
