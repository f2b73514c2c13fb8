import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LIMITS, type ProviderKind, type ProviderListItem, type UserDetail } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { useMay } from '../../lib/session';
import classes from './user.module.css';

type Item = ProviderListItem<ProviderKind>;

const providers = queryOptions({
  queryKey: ['providers', 'page', 'every'],
  queryFn: ({ signal }) => api.providers.list<ProviderKind>({ limit: LIMITS.pageSize }, { signal }),
  select: (page) => page.items,
});

/** Two writings of one address: the usual port may be left out. */
function addressKey(address: string): string {
  const [, scheme = '', rest = ''] = /^(ldaps?):\/\/([^/]+)\/?$/i.exec(address) ?? [];
  const usual = scheme.toLowerCase() === 'ldaps' ? ':636' : ':389';
  return rest === '' ? address : `${scheme}://${/:\d+$/.test(rest) ? rest : `${rest}${usual}`}`.toLowerCase();
}

/** How a provider calls itself. */
function addressOf(provider: Item): string | null {
  switch (provider.kind) {
    case 'ldap':
      return provider.config.url;
    case 'oidc':
      return provider.config.issuer;
    case 'saml':
      return provider.config.entityId ?? provider.config.metadataUrl;
  }
}

const isSource = (provider: Item, { loginMethod, source }: UserDetail) =>
  provider.kind === loginMethod && addressKey(addressOf(provider) ?? '') === addressKey(source);

function ProviderLink({ provider: { id, kind, name } }: { readonly provider: Item }) {
  const page = kind === 'ldap' ? '/directories/$id/connection' : '/sso/$id/connection';
  return (
    <Link to={page} params={{ id }} className={classes.inline}>
      {name}
    </Link>
  );
}

/** Where the user comes from; a directory or identity provider by its name, leading to it. */
export function UserSource({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const may = useMay();
  const isFromElsewhere = user.loginMethod !== 'standard';
  const { data } = useQuery({ ...providers, enabled: isFromElsewhere && may('providers:read', 'domain') });
  const [from, another] = data?.filter((provider) => isSource(provider, user)) ?? [];
  if (user.source === 'local') return <span>{t('source.local')}</span>;
  if (!from || another) return <span>{t('source.other', { source: user.source })}</span>;
  return (
    <span title={user.source}>
      {t(from.kind === 'ldap' ? 'source.directory' : 'source.sso')} <ProviderLink provider={from} />
    </span>
  );
}
