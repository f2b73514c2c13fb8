import { Alert } from '@mantine/core';
import { IconCircleCheck, IconProgress } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { JobProgress } from '../../components/job-progress';
import { useFollowedJob } from '../../lib/followed-job';
import { isRunning } from '../../lib/job-progress';
import { kindName } from '../../lib/job-words';
import classes from './users.module.css';

type StartedProps = { readonly id: string; readonly onForget: () => void };

/** The job that was started from here. The list stays usable meanwhile, and is fetched again at the end. It takes the focus: what opened the question is gone. */
export function BulkStarted({ id, onForget }: StartedProps) {
  const { t } = useTranslation('jobs');
  const client = useQueryClient();
  const { data: job } = useFollowedJob(id);
  const isOver = job !== undefined && !isRunning(job);
  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: ['users'] });
  }, [isOver, client]);
  const box = useRef<HTMLDivElement>(null);
  const isShown = job !== undefined;
  useEffect(() => box.current?.focus(), [isShown]);
  if (!job) return null;
  const name = kindName(t, job.kind);
  const Icon = isOver ? IconCircleCheck : IconProgress;
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      className={classes.result}
      role="status"
      title={`${name}: ${t(`common:status.${job.state}`)}`}
      icon={<Icon size={18} aria-hidden="true" />}
      withCloseButton
      closeButtonLabel={t('common:action.close')}
      onClose={onForget}
    >
      <div className={classes.started}>
        <JobProgress job={job} label={t('progressOf', { kind: name })} />
        <Link to="/jobs/$id" params={{ id }} className={classes.link}>
          {t('details')}
        </Link>
      </div>
    </Alert>
  );
}
