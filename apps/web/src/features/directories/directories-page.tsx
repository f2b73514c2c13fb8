import { Button } from '@mantine/core';
import { IconAddressBook, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderListItem } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { UserCount } from '../../components/user-count';
import { useListState } from '../../lib/list-state';
import { useMay } from '../../lib/session';
import { LastRun } from './last-run';
import { directoriesPage } from './queries';

import { TlsMark } from './tls-mark';
import classes from './directories.module.css';

const route = getRouteApi('/shell/directories');

const columnsOf = (t: TFunction<'directories'>): readonly Column<ProviderListItem>[] => [
  {
    id: 'name',
    label: t('field.name'),
    cell: ({ id, name }) => (
      <Link to="/directories/$id/connection" params={{ id }}>
        {name}
      </Link>
    ),
  },
  {
    id: 'address',
    label: t('field.url'),
    cell: ({ config }) => (
      <span className={classes.address}>
        <code>{config.url}</code>
        <TlsMark config={config} />
      </span>
    ),
  },
  {
    id: 'status',
    label: t('list.status'),
    cell: ({ enabled }) => <StatusMark status={enabled ? 'enabled' : 'disabled'} />,
  },
  { id: 'users', label: t('list.users'), align: 'end', cell: ({ users }) => <UserCount count={users} /> },
  { id: 'lastSync', label: t('list.lastSync'), cell: ({ lastSync }) => <LastRun run={lastSync} /> },
  {
    id: 'nextSync',
    label: t('list.nextSync'),
    cell: ({ nextSyncAt, enabled }) => <TimeText at={enabled ? nextSyncAt : null} none={t('list.noNext')} />,
  },
  { id: 'createdAt', label: t('list.createdAt'), cell: ({ createdAt }) => <TimeText at={createdAt} />, hidden: true },
];

function AddDirectory() {
  const { t } = useTranslation('directories');
  return (
    <Button component={Link} to="/directories/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t('add.title')}
    </Button>
  );
}

export function DirectoriesPage() {
  const { t } = useTranslation('directories');
  const may = useMay();
  const list = useListState(route.useSearch(), { sort: 'name' });
  const query = useQuery(directoriesPage({ cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t), [t]);
  const add = may('providers:create', 'domain') && <AddDirectory />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={add} />
      <ListTable
        name="directories"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        rowId={({ id }) => id}
        empty={<EmptyState icon={IconAddressBook} title={t('empty.title')} text={t('empty.text')} action={add} />}
      />
    </>
  );
}
