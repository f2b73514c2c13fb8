import { Alert, Button } from '@mantine/core';
import { IconAlertOctagon, IconCircleCheck, IconEye } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail, SyncRun } from 'wardkeep/contracts';
import { TimeText } from '../../components/time-text';
import { ApplyDialog } from './apply-dialog';
import { ChangesTable } from './changes-table';
import { DisableShare } from './disable-share';
import type { Followed } from './queries';
import { RunProgress } from './run-progress';
import { changesIn, isOverLimit, isUnderWay, outcomeOf } from './run-state';
import type { Sync } from './use-sync';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

const route = getRouteApi('/shell/directories/$id/sync');

type PanelProps = { readonly provider: ProviderDetail; readonly followed: Followed; readonly sync: Sync };
type RunProps = { readonly provider: ProviderDetail; readonly run: SyncRun };

/** Why a run changed nothing, in red, with what the directory itself said. */
export function StoppedAlert({ provider, run }: RunProps) {
  const { t } = useTranslation('directories');
  const why = run.stoppedBecause;
  return (
    <Alert
      color="danger"
      title={t(`outcome.title.${run.state === 'failed' ? 'failed' : 'stopped'}`)}
      icon={<IconAlertOctagon size={18} aria-hidden="true" />}
    >
      <p>{why ? t(`stop.${why}`, { percent: provider.config.disableThresholdPercent }) : t('stop.unknown')}</p>
      {run.detail && <p className={classes.said}>{run.detail}</p>}
    </Alert>
  );
}

function Headline({ run }: { readonly run: SyncRun }) {
  const { t } = useTranslation('directories');
  const isPlan = run.mode === 'plan';
  const Icon = isPlan ? IconEye : IconCircleCheck;
  const key = isPlan ? (changesIn(run.counts) === 0 ? 'planEmpty' : 'plan') : outcomeOf(run);
  return (
    <div className={classes.headline} data-tone={isPlan ? 'accent' : run.refused > 0 ? 'warn' : 'ok'}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <strong>{t(`headline.${key}`)}</strong>
        <p className="dimmed">
          {t(`mode.${run.mode}`)} · <TimeText at={run.endedAt ?? run.startedAt} relative /> ·{' '}
          {run.startedBy ?? t('history.bySchedule')}
        </p>
      </div>
    </div>
  );
}

/** Why what the run found can not be applied by the reader, or not yet. */
function useWhyNot(provider: ProviderDetail, isOver: boolean): string | null {
  const { t } = useTranslation('directories');
  const why = provider.blocked.sync;
  if (why !== undefined) return why === 'permission-missing' ? '' : t([`blocked.${why}`, `problems:${why}`]);
  return isOver && !provider.actions.includes('update') ? t('apply.notYours') : null;
}

function ApplyButton({ provider, run, sync }: RunProps & { readonly sync: Sync }) {
  const { t } = useTranslation('directories');
  const [asks, setAsks] = useState(false);
  const isOver = isOverLimit(run, provider.config.disableThresholdPercent);
  const whyNot = useWhyNot(provider, isOver);
  if (changesIn(run.counts) === 0) return null;
  if (whyNot !== null) return <span className="dimmed">{whyNot}</span>;
  return (
    <>
      <Button {...(isOver && { color: 'danger', variant: 'outline' })} onClick={() => setAsks(true)}>
        {t(isOver ? 'apply.despite' : 'apply.open')}
      </Button>
      <ApplyDialog provider={provider} plan={run} sync={sync} opened={asks} onClose={() => setAsks(false)} />
    </>
  );
}

/** Whether the run can be the ground of an apply: a plan, or one that only the limit stopped. */
const canBeApplied = ({ mode, state, stoppedBecause }: SyncRun) =>
  stoppedBecause === 'too-many-to-disable' || (mode === 'plan' && state === 'succeeded');

/** What became of the newest run: how far it is, what it found, what can be done with it. */
export function RunPanel({ provider, followed, sync }: PanelProps) {
  const { t } = useTranslation('directories');
  const search = route.useSearch();
  const { run } = followed;
  if (isUnderWay(run)) return <RunProgress followed={followed} />;
  const hasStopped = run.state === 'stopped' || run.state === 'failed';
  const hasChanges = changesIn(run.counts) + run.counts.skip > 0;
  return (
    <div className={layout.stack}>
      {hasStopped ? <StoppedAlert provider={provider} run={run} /> : <Headline run={run} />}
      <div className={classes.verdictRow}>
        <DisableShare run={run} percent={provider.config.disableThresholdPercent} />
        {canBeApplied(run) && <ApplyButton provider={provider} run={run} sync={sync} />}
        {!canBeApplied(run) && (
          <Link to="/directories/$id/history/$run" params={{ id: provider.id, run: run.id }} className={classes.link}>
            {t('history.open')}
          </Link>
        )}
      </div>
      {hasChanges && canBeApplied(run) && <ChangesTable providerId={provider.id} run={run} search={search} />}
    </div>
  );
}
