import { Alert, Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { problemText, requestIdOf } from '../lib/problems';
import { EmptyState } from './empty-state';
import { RequestId } from './request-id';
import classes from './list.module.css';

const ROWS = Array.from({ length: 12 }, (_, row) => row);

/** Rows of the real height; they appear only when the answer takes longer than a blink (in the style sheet). */
export function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.skeleton} aria-busy="true">
      <span className="visually-hidden" role="status">
        {t('list.loading')}
      </span>
      {ROWS.map((row) => (
        <div key={row} className={classes.skeletonRow} aria-hidden="true">
          <Skeleton height={12} width={`${30 - (row % 4) * 4}%`} />
          <Skeleton height={12} width={`${20 - (row % 3) * 3}%`} />
          <Skeleton height={12} width="10%" />
          <Skeleton height={12} width="12%" />
        </div>
      ))}
    </div>
  );
}

type ListFailedProps = { readonly error: unknown; readonly title?: string; readonly onRetry: () => void };

export function ListFailed({ error, title, onRetry }: ListFailedProps) {
  const { t } = useTranslation();
  const requestId = requestIdOf(error);
  return (
    <Alert
      className={classes.failed}
      role="alert"
      color="danger"
      icon={<IconAlertTriangle size={18} aria-hidden="true" />}
      title={title ?? t('list.failedTitle')}
    >
      <p>{problemText(error)}</p>
      <div className={classes.failedRow}>
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('action.retry')}
        </Button>
        {requestId && <RequestId id={requestId} />}
      </div>
    </Alert>
  );
}

export function ListFiltered({ onClear }: { readonly onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('list.filteredTitle')}
      text={t('list.filteredText')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('action.clearFilters')}
        </Button>
      }
    />
  );
}
