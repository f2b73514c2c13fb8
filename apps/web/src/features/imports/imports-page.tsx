import { Button } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { useFormats, type Formats } from '../../lib/formats';
import { useListState } from '../../lib/list-state';
import { statusOf } from './import-state';
import { importsPage } from './queries';

const route = getRouteApi('/shell/imports');

const columnsOf = (t: TFunction<'imports'>, format: Formats): readonly Column<Import>[] => [
  {
    id: 'file',
    label: t('list.file'),
    cell: (one) => (
      <Link to="/imports/$id" params={{ id: one.id }} title={one.fileName}>
        {one.fileName}
      </Link>
    ),
  },
  {
    id: 'state',
    label: t('list.state'),
    cell: (one) => <StatusMark status={statusOf(one)} words={t(one.paused ? 'state.paused' : `state.${one.state}`)} />,
  },
  ...(['new', 'changed', 'error'] as const).map((verdict) => ({
    id: verdict,
    label: t(`verdict.${verdict}`),
    align: 'end' as const,
    cell: (one: Import) => format.number(one.counts[verdict]),
  })),
  { id: 'uploadedBy', label: t('list.uploadedBy'), cell: (one) => one.uploadedBy },
  { id: 'uploadedAt', label: t('list.uploadedAt'), cell: (one) => <TimeText at={one.uploadedAt} /> },
];

function NewImport() {
  const { t } = useTranslation('imports');
  return (
    <Button component={Link} to="/imports/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t('new')}
    </Button>
  );
}

/** The imports of the Domain, the newest first. */
export function ImportsPage() {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const list = useListState(route.useSearch(), { sort: '-uploadedAt' });
  const query = useQuery(importsPage({ cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t, format), [t, format]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={<NewImport />} />
      <ListTable
        name="imports"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon={IconFileImport} title={t('empty.title')} text={t('empty.text')} action={<NewImport />} />
        }
      />
    </>
  );
}
