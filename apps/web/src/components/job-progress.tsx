import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Job } from 'wardkeep/contracts';
import { useFormats } from '../lib/formats';
import { isRunning, percentOf } from '../lib/job-progress';
import classes from './job-progress.module.css';

/** How far a job is: a bar where the whole is known, and always the numbers. */
export function JobProgress({ job, label }: { readonly job: Job; readonly label: string }) {
  const { t } = useTranslation('jobs');
  const format = useFormats();
  const { done, total } = job.progress;
  const percent = job.state === 'succeeded' ? 100 : percentOf(job.progress);
  const words =
    total === null
      ? t('doneOf', { done: format.number(done) })
      : t('doneOfTotal', { done: format.number(done), total: format.number(total) });
  return (
    <div className={classes.progress}>
      {(percent !== null || isRunning(job)) && (
        <Progress.Root size="sm">
          <Progress.Section
            value={percent ?? 100}
            striped={percent === null}
            animated={isRunning(job)}
            aria-label={label}
            aria-valuetext={words}
            color={job.state === 'failed' ? 'danger' : 'accent'}
          />
        </Progress.Root>
      )}
      <span className="dimmed numeric">{words}</span>
    </div>
  );
}
