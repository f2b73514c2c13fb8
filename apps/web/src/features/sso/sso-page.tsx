import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderListItem, SsoProtocol } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { UserCount } from '../../components/user-count';
import { useListState } from '../../lib/list-state';
import { useMay } from '../../lib/session';
import { Soonest } from './expiring';
import { LastFailure } from './failures';
import { everyProvider } from './queries';
import { ProtocolMark } from './protocol-mark';
import { placeOf } from './sso-values';
import classes from './sso.module.css';

const route = getRouteApi('/shell/sso');

type Item = ProviderListItem<SsoProtocol>;

const columnsOf = (t: TFunction<'sso'>): readonly Column<Item>[] => [
  {
    id: 'name',
    label: t('field.name'),
    cell: (provider) => (
      <span className={classes.named}>
        <Link to="/sso/$id/connection" params={{ id: provider.id }}>
          {provider.name}
        </Link>
        <code className={classes.address}>{placeOf(provider)}</code>
      </span>
    ),
  },
  { id: 'kind', label: t('list.kind'), cell: ({ kind }) => <ProtocolMark protocol={kind} /> },
  {
    id: 'status',
    label: t('list.status'),
    cell: ({ enabled }) => <StatusMark status={enabled ? 'enabled' : 'disabled'} />,
  },
  { id: 'users', label: t('list.users'), align: 'end', cell: ({ users }) => <UserCount count={users} /> },
  {
    id: 'lastSignIn',
    label: t('list.lastSignIn'),
    cell: ({ lastSignInAt }) => <TimeText at={lastSignInAt} relative />,
  },
  {
    id: 'lastFailure',
    label: t('list.lastFailure'),
    cell: ({ lastFailure }) => <LastFailure failure={lastFailure} />,
  },
  { id: 'expires', label: t('list.expiring'), cell: ({ expires }) => <Soonest first={expires} /> },
  { id: 'createdAt', label: t('list.createdAt'), cell: ({ createdAt }) => <TimeText at={createdAt} />, hidden: true },
];

function AddProvider() {
  const { t } = useTranslation('sso');
  return (
    <Button component={Link} to="/sso/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t('add.title')}
    </Button>
  );
}

export function SsoPage() {
  const { t } = useTranslation('sso');
  const may = useMay();
  const list = useListState(route.useSearch(), { sort: 'name' });
  const query = useQuery(everyProvider);
  const columns = useMemo(() => columnsOf(t), [t]);
  const add = may('providers:create', 'domain') && <AddProvider />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={add} />
      <ListTable
        name="sso"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        rowId={({ id }) => id}
        empty={<EmptyState icon={IconKey} title={t('empty.title')} text={t('empty.text')} action={add} />}
      />
    </>
  );
}
