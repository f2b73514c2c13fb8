import { IconActivity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { ListFooter } from '../../components/list-footer';
import { ListFailed, ListFiltered, ListSkeleton } from '../../components/list-states';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { rangeOfDays } from '../../lib/days';
import { useListState, type ListState } from '../../lib/list-state';
import { problemCode } from '../../lib/problems';
import { useTimeZone } from '../../lib/session';
import { EventRow } from './event-row';
import { AuditFilters } from './filters';
import { auditPage } from './queries';
import classes from './audit.module.css';

const route = getRouteApi('/shell/audit');

function useAudit() {
  const search = route.useSearch();
  const timeZone = useTimeZone();
  const list = useListState(search, { sort: '-at' });
  const { size: _, from, to, ...filters } = search;
  const range = rangeOfDays(from, to, timeZone);
  const query = useQuery(auditPage({ ...filters, ...range, sort: list.sort, cursor: list.cursor, limit: list.limit }));
  return { search, timeZone, list, query };
}

type EventsProps = { readonly query: ReturnType<typeof useAudit>['query']; readonly list: ListState };

function Events({ query, list }: EventsProps) {
  const { t } = useTranslation('audit');
  if (query.isPending) return <ListSkeleton />;
  const failed = query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return failed;
  const { items } = query.data;
  if (items.length === 0 && !list.hasPrevious && !failed) {
    if (list.isFiltered) return <ListFiltered onClear={list.clear} />;
    return <EmptyState icon={IconActivity} title={t('emptyTitle')} text={t('emptyText')} />;
  }
  return (
    <>
      {failed}
      <ol className={classes.events} aria-label={t('title')} aria-busy={query.isPlaceholderData}>
        {items.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ol>
      <ListFooter list={list} page={query.data} isBusy={query.isPlaceholderData} />
    </>
  );
}

export function AuditPage() {
  const { t } = useTranslation('audit');
  const { search, timeZone, list, query } = useAudit();
  if (problemCode(query.error) === 'permission-missing') return <ForbiddenPage permission="audit:read" />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <AuditFilters
        search={search}
        timeZone={timeZone}
        isFiltered={list.isFiltered}
        onType={list.type}
        onFilter={list.filter}
        onClear={list.clear}
      />
      <Events query={query} list={list} />
      <Outlet />
    </>
  );
}
