import { IconListCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { useListState } from '../../lib/list-state';
import { JobProgress } from '../../components/job-progress';
import { kindName } from '../../lib/job-words';
import { jobsPage } from '../../lib/jobs';

const route = getRouteApi('/shell/jobs');

const columnsOf = (t: TFunction<'jobs'>): readonly Column<Job>[] => [
  {
    id: 'kind',
    label: t('job'),
    cell: (job) => (
      <Link to="/jobs/$id" params={{ id: job.id }}>
        {kindName(t, job.kind)}
      </Link>
    ),
  },
  { id: 'state', label: t('state'), cell: (job) => <StatusMark status={job.state} /> },
  {
    id: 'progress',
    label: t('progress'),
    width: '16rem',
    cell: (job) => <JobProgress job={job} label={t('progressOf', { kind: kindName(t, job.kind) })} />,
  },
  { id: 'startedBy', label: t('startedBy'), cell: (job) => job.startedBy ?? t('wardkeep') },
  { id: 'createdAt', label: t('createdAt'), cell: (job) => <TimeText at={job.createdAt} /> },
  { id: 'updatedAt', label: t('updatedAt'), cell: (job) => <TimeText at={job.updatedAt} relative />, hidden: true },
];

export function JobsPage() {
  const { t } = useTranslation('jobs');
  const list = useListState(route.useSearch(), { sort: '-createdAt' });
  const query = useQuery(jobsPage({ cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListTable
        name="jobs"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        rowId={(job) => job.id}
        empty={<EmptyState icon={IconListCheck} title={t('emptyTitle')} text={t('emptyText')} />}
      />
    </>
  );
}
