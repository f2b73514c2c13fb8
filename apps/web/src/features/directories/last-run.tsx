import { useTranslation } from 'react-i18next';
import type { SyncRun } from 'wardkeep/contracts';
import { TimeText } from '../../components/time-text';
import { RunMark } from './run-mark';
import classes from './directories.module.css';

/** The newest run at a glance: what it was, how it ended, how long ago. */
export function LastRun({ run }: { readonly run: SyncRun | null | undefined }) {
  const { t } = useTranslation('directories');
  if (!run) return <span className="dimmed">{t('common:never')}</span>;
  return (
    <span className={classes.lastSync}>
      <RunMark run={run} />
      <span className="dimmed">
        {run.mode === 'plan' && `${t('mode.plan')} · `}
        <TimeText at={run.endedAt ?? run.startedAt} relative />
      </span>
    </span>
  );
}
