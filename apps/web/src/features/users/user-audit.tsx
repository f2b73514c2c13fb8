import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconActivity } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from 'wardkeep/contracts';
import { EmptyState } from '../../components/empty-state';
import { FieldChanges } from '../../components/field-changes';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { MoreButton } from './more-button';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { userEvents } from './queries';
import { useFieldWords } from './use-field-words';
import classes from './user.module.css';

const route = getRouteApi('/shell/users/$id/audit');

function Event({ event }: { readonly event: AuditEvent }) {
  const { t } = useTranslation('users');
  const { fieldName } = useFieldWords();
  const { type, actor, at, outcome, address, reason, changes } = event;
  return (
    <li className={classes.event} data-outcome={outcome}>
      <div className={classes.eventLine}>
        <strong>{t(`event.${type.replaceAll('.', '-')}`, { defaultValue: type })}</strong>
        {outcome !== 'success' && <StatusMark status={outcome} />}
        <span className={classes.eventTime}>
          <TimeText at={at} />
        </span>
      </div>
      <p className="dimmed">
        {t('audit.by', { name: actor?.username ?? t('audit.system') })}
        {address && <span className="numeric"> · {address}</span>}
        {reason && ` · ${t('audit.reason', { reason })}`}
      </p>
      {changes.length > 0 && (
        <details className={classes.changes}>
          <summary>{t('audit.changes', { count: changes.length })}</summary>
          <FieldChanges changes={changes} fieldName={fieldName} />
        </details>
      )}
    </li>
  );
}

/** What was done to the user, newest first. */
export function UserAudit() {
  const { t } = useTranslation('users');
  const { id } = route.useParams();
  const events = useInfiniteQuery(userEvents(id));
  if (events.isPending) return <ListSkeleton />;
  const failed = events.error && <ListFailed error={events.error} onRetry={() => void events.refetch()} />;
  const found = events.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <div className={classes.tabBar}>
        <p className="dimmed">{t('audit.lead')}</p>
        <Link to={'/audit'} search={{ subject: id } as never} className={classes.link}>
          {t('audit.open')}
        </Link>
      </div>
      {failed}
      {!failed && found.length === 0 && <EmptyState icon={IconActivity} title={t('audit.none')} />}
      <ol className={classes.events}>
        {found.map((event) => (
          <Event key={event.id} event={event} />
        ))}
      </ol>
      <MoreButton
        hasMore={events.hasNextPage}
        isFetching={events.isFetchingNextPage}
        onMore={() => void events.fetchNextPage()}
      />
    </>
  );
}
