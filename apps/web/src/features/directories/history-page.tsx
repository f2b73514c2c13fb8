import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncRun } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { useFormats } from '../../lib/formats';
import { useListState } from '../../lib/list-state';
import { useCountWords } from './count-words';
import { runsPage } from './queries';
import { RunMark } from './run-mark';
import { isUnderWay, secondsOf } from './run-state';
import { RunStrip } from './run-strip';
import classes from './directories.module.css';

const route = getRouteApi('/shell/directories/$id/history');

export function CountWords({ run }: { readonly run: SyncRun }) {
  const { t } = useTranslation('directories');
  const { shortOf } = useCountWords();
  const found = shortOf(run.counts);
  if (found.length === 0) return <span className="dimmed">{t('history.noChange')}</span>;
  return (
    <span className={classes.counts}>
      {found.map(({ kind, text }) => (
        <span key={kind} data-kind={kind}>
          {text}
        </span>
      ))}
    </span>
  );
}

function Duration({ run }: { readonly run: SyncRun }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const seconds = secondsOf(run);
  const words =
    seconds < 60
      ? t('history.seconds', { count: seconds })
      : t('history.minutes', { minutes: format.number(Math.floor(seconds / 60)), seconds: seconds % 60 });
  return <span className="numeric">{isUnderWay(run) ? t('history.sinceNow') : words}</span>;
}

function Started({ run }: { readonly run: SyncRun }) {
  const format = useFormats();
  return (
    <Link to="/directories/$id/history/$run" params={{ id: run.providerId, run: run.id }} className="numeric">
      {format.dateTime(run.startedAt)}
    </Link>
  );
}

const columnsOf = (t: TFunction<'directories'>): readonly Column<SyncRun>[] => [
  { id: 'startedAt', label: t('history.startedAt'), cell: (run) => <Started run={run} /> },
  { id: 'mode', label: t('history.mode'), cell: ({ mode }) => t(`mode.${mode}`) },
  { id: 'result', label: t('history.result'), cell: (run) => <RunMark run={run} /> },
  { id: 'counts', label: t('history.counts'), cell: (run) => <CountWords run={run} /> },
  { id: 'duration', label: t('history.duration'), cell: (run) => <Duration run={run} /> },
  { id: 'startedBy', label: t('history.startedBy'), cell: ({ startedBy }) => startedBy ?? t('history.bySchedule') },
];

export function HistoryPage() {
  const { t } = useTranslation('directories');
  const { id } = route.useParams();
  const list = useListState(route.useSearch(), { sort: '-startedAt' });
  const query = useQuery(runsPage(id, { cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <>
      {query.data && !list.hasPrevious && <RunStrip runs={query.data.items} />}
      <ListTable
        name="directory-runs"
        label={t('tab.history')}
        columns={columns}
        query={query}
        list={list}
        rowId={(run) => run.id}
        empty={<EmptyState icon={IconHistory} title={t('history.emptyTitle')} text={t('history.emptyText')} />}
      />
    </>
  );
}
