import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LIMITS, type UserDetail } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { useMay } from '../../lib/session';
import classes from './user.module.css';

const directories = queryOptions({
  queryKey: ['providers', 'page', 'every'],
  queryFn: ({ signal }) => api.providers.list({ kind: 'ldap', limit: LIMITS.pageSize }, { signal }),
  select: (page) => page.items,
});

/** Two writings of one address: the usual port may be left out. */
function addressKey(address: string): string {
  const [, scheme = '', rest = ''] = /^(ldaps?):\/\/([^/]+)\/?$/i.exec(address) ?? [];
  const usual = scheme.toLowerCase() === 'ldaps' ? ':636' : ':389';
  return rest === '' ? address : `${scheme}://${/:\d+$/.test(rest) ? rest : `${rest}${usual}`}`.toLowerCase();
}

/** Where the user comes from; a directory by its name, leading to it. */
export function UserSource({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const may = useMay();
  const isFromDirectory = user.loginMethod === 'ldap';
  const { data } = useQuery({ ...directories, enabled: isFromDirectory && may('providers:read', 'domain') });
  const [from, another] = data?.filter(({ config }) => addressKey(config.url) === addressKey(user.source)) ?? [];
  if (user.source === 'local') return <span>{t('source.local')}</span>;
  if (!from || another) return <span>{t('source.other', { source: user.source })}</span>;
  return (
    <span title={user.source}>
      {t('source.directory')}{' '}
      <Link to="/directories/$id/connection" params={{ id: from.id }} className={classes.inline}>
        {from.name}
      </Link>
    </span>
  );
}
