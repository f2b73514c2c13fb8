import { Button, Progress } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconLoader2 } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncRun, SyncState } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { percentOf } from '../../lib/job-progress';
import { useMay } from '../../lib/session';
import type { Followed } from './queries';
import { secondsOf } from './run-state';
import classes from './directories.module.css';

const PHASES = ['reading', 'planning', 'applying'] as const satisfies readonly SyncState[];
type Phase = (typeof PHASES)[number];

function PhaseMark({ phase, now }: { readonly phase: Phase; readonly now: number }) {
  const { t } = useTranslation('directories');
  const at = PHASES.indexOf(phase);
  const state = at < now ? 'done' : at === now ? 'now' : 'later';
  const Icon = { done: IconCircleCheck, now: IconLoader2, later: IconCircleDashed }[state];
  return (
    <li className={classes.phase} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <Icon size={18} aria-hidden="true" />
      {t(`phase.${phase}`)}
    </li>
  );
}

function Bar({ followed: { run, job } }: { readonly followed: Followed }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const percent = job ? percentOf(job.progress) : null;
  const done = format.number(job?.progress.done ?? run.applied);
  const total = job?.progress.total ?? null;
  const words = total === null ? t('progress.done', { done }) : t('progress.of', { done, total: format.number(total) });
  return (
    <div className={classes.progress}>
      <Progress.Root size="md">
        <Progress.Section
          value={percent ?? 100}
          striped={percent === null}
          animated
          aria-label={t('progress.label')}
          aria-valuetext={words}
          color="accent"
        />
      </Progress.Root>
      <p className={classes.progressWords}>
        <span className="numeric">{words}</span>
        <span className="dimmed numeric">{t('progress.since', { count: secondsOf(run) })}</span>
      </p>
    </div>
  );
}

function CancelRun({ run, jobId }: { readonly run: SyncRun; readonly jobId: string }) {
  const { t } = useTranslation('directories');
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.jobs.cancel(jobId),
    onSettled: () => client.invalidateQueries({ queryKey: ['providers'] }),
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('cancel.action')}
      </Button>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t('cancel.title')}
        action={t('cancel.action')}
        level={1}
        onConfirm={() => cancel.mutateAsync()}
      >
        {t(run.mode === 'plan' ? 'cancel.plan' : 'cancel.apply')}
      </ConfirmDialog>
    </>
  );
}

/** How far a run is. It goes on without this page, which finds it again. */
export function RunProgress({ followed }: { readonly followed: Followed }) {
  const { t } = useTranslation('directories');
  const may = useMay();
  const { run } = followed;
  const phases = run.mode === 'plan' ? PHASES.slice(0, 2) : PHASES;
  const now = PHASES.findIndex((phase) => phase === run.state);
  return (
    <div className={classes.running} role="group" aria-label={t(`running.${run.mode}`)}>
      <div className={classes.runningHead}>
        <ol className={classes.phases}>
          {phases.map((phase) => (
            <PhaseMark key={phase} phase={phase} now={now} />
          ))}
        </ol>
        {run.jobId !== null && may('jobs:cancel') && <CancelRun run={run} jobId={run.jobId} />}
      </div>
      <Bar followed={followed} />
      <p className="dimmed">{t('progress.goesOn')}</p>
    </div>
  );
}
