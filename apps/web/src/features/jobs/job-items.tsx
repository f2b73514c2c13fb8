import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BULK_OUTCOMES, type BulkItem, type BulkOutcome, type Job } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { Section } from '../../components/section';
import { StatusMark, type Status } from '../../components/status-mark';
import { jobItems } from '../../lib/jobs';
import { useListState } from '../../lib/list-state';
import type { jobSearch } from './job-search';

type Search = ReturnType<typeof jobSearch>;

const MARKS: Readonly<Record<BulkOutcome, Status>> = {
  open: 'queued',
  done: 'success',
  unchanged: 'ended',
  refused: 'refused',
};

const columnsOf = (t: TFunction<'jobs'>): readonly Column<BulkItem>[] => [
  {
    id: 'user',
    label: t('items.user'),
    cell: ({ username, userId }) =>
      username === null ? (
        <code>{userId}</code>
      ) : (
        <Link to="/users/$id" params={{ id: userId }}>
          {username}
        </Link>
      ),
  },
  {
    id: 'outcome',
    label: t('items.outcome'),
    width: '10rem',
    cell: ({ outcome }) => <StatusMark status={MARKS[outcome]} words={t(`outcome.${outcome}`)} />,
  },
  {
    id: 'why',
    label: t('items.why'),
    cell: ({ code, endedSessions }) => {
      if (code !== null) return t(`problems:${code}`);
      return endedSessions > 0 && t('items.ended', { count: endedSessions });
    },
  },
];

/** What became of each user of an action on many. */
export function JobItems({ job, search }: { readonly job: Job; readonly search: Search }) {
  const { t } = useTranslation('jobs');
  const list = useListState<Search>(search, { sort: 'position' });
  const { cursor, limit } = list;
  const query = useQuery(jobItems(job.id, { cursor, limit, ...(search.outcome && { outcome: search.outcome }) }));
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <Section title={t('items.title')}>
      <ListTable
        name="job-items"
        label={t('items.title')}
        columns={columns}
        query={query}
        list={list}
        filters={
          <NativeSelect
            aria-label={t('items.outcome')}
            value={search.outcome ?? ''}
            data={[
              { value: '', label: t('items.every') },
              ...BULK_OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
            ]}
            onChange={(event) =>
              list.filter({ outcome: BULK_OUTCOMES.find((outcome) => outcome === event.currentTarget.value) })
            }
          />
        }
        rowId={({ position }) => String(position)}
        empty={<EmptyState title={t('items.none')} />}
      />
    </Section>
  );
}
