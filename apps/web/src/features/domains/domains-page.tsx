import { Button } from '@mantine/core';
import { IconPlus, IconWorld } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Domain } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { useListState } from '../../lib/list-state';
import { useMay } from '../../lib/session';
import { domainsPage } from './queries';
import classes from './domains.module.css';

const route = getRouteApi('/shell/domains');

function BannerInList({ domain, none }: { readonly domain: Domain; readonly none: string }) {
  if (!domain.banner) return <span className="visually-hidden">{none}</span>;
  return (
    <span className={classes.bannerInList}>
      <span className={classes.swatch} style={{ backgroundColor: domain.banner.color }} aria-hidden="true" />
      <span className="truncate">{domain.banner.text}</span>
    </span>
  );
}

const columnsOf = (t: TFunction<'domains'>): readonly Column<Domain>[] => [
  {
    id: 'name',
    label: t('name'),
    sort: 'name',
    cell: (domain) => (
      <span className={classes.name}>
        <Link to="/domains/$id" params={{ id: domain.id }}>
          {domain.name}
        </Link>
        {domain.primary && <span className={classes.primary}>{t('primary')}</span>}
      </span>
    ),
  },
  { id: 'displayName', label: t('displayName'), cell: (domain) => domain.displayName },
  {
    id: 'status',
    label: t('status'),
    cell: (domain) => <StatusMark status={domain.enabled ? 'enabled' : 'disabled'} />,
  },
  { id: 'banner', label: t('banner'), cell: (domain) => <BannerInList domain={domain} none={t('common:none')} /> },
  { id: 'createdAt', label: t('createdAt'), cell: (domain) => <TimeText at={domain.createdAt} /> },
  { id: 'updatedAt', label: t('updatedAt'), cell: (domain) => <TimeText at={domain.updatedAt} />, hidden: true },
];

function AddDomain() {
  const { t } = useTranslation('domains');
  return (
    <Button component={Link} to="/domains/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t('add')}
    </Button>
  );
}

export function DomainsPage() {
  const { t } = useTranslation('domains');
  const search = route.useSearch();
  const may = useMay();
  const list = useListState(search, { sort: 'name' });
  const query = useQuery(domainsPage({ q: search.q, sort: list.sort, cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t), [t]);
  const add = may('domains:create', 'all') && <AddDomain />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={add} />
      <ListTable
        name="domains"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        search={{ value: search.q ?? '', label: t('search') }}
        rowId={(domain) => domain.id}
        empty={<EmptyState icon={IconWorld} title={t('emptyTitle')} text={t('emptyText')} action={add} />}
      />
    </>
  );
}
