import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail, SyncRun } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { FailedPage, LoadingPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { ChangesTable, type ChangesSearch } from './changes-table';
import { oneRun } from './queries';
import { RunMark } from './run-mark';
import { StoppedAlert } from './run-panel';
import { RunProgress } from './run-progress';
import { isUnderWay } from './run-state';
import { useDirectory } from './use-directory';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

const route = getRouteApi('/shell/directories/$id/history/$run');

function RunFacts({ run }: { readonly run: SyncRun }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  return (
    <Facts label={t('run.facts')}>
      <Fact label={t('history.result')}>
        <RunMark run={run} />
      </Fact>
      <Fact label={t('history.mode')}>{t(`mode.${run.mode}`)}</Fact>
      <Fact label={t('history.startedBy')}>{run.startedBy ?? t('history.bySchedule')}</Fact>
      <Fact label={t('history.startedAt')}>
        <TimeText at={run.startedAt} />
      </Fact>
      <Fact label={t('run.endedAt')}>
        <TimeText at={run.endedAt} none={t('history.sinceNow')} />
      </Fact>
      {run.mode === 'apply' && <Fact label={t('run.applied')}>{format.number(run.applied)}</Fact>}
      {run.refused > 0 && <Fact label={t('run.refused')}>{format.number(run.refused)}</Fact>}
    </Facts>
  );
}

type ViewProps = { readonly provider: ProviderDetail; readonly run: SyncRun; readonly search: ChangesSearch };

function RunView({ provider, run, search }: ViewProps) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const hasStopped = run.state === 'stopped' || run.state === 'failed';
  return (
    <>
      {hasStopped && <StoppedAlert provider={provider} run={run} />}
      <Section title={t('run.title', { when: format.dateTime(run.startedAt) })}>
        <RunFacts run={run} />
      </Section>
      <Section title={t('changes.title')}>
        <ChangesTable providerId={provider.id} run={run} search={search} />
      </Section>
    </>
  );
}

/** One run with the list of its changes. */
export function RunPage() {
  const { t } = useTranslation('directories');
  const { id, run: runId } = route.useParams();
  const search = route.useSearch();
  const provider = useDirectory();
  const query = useQuery(oneRun(id, runId));
  if (query.error && !query.data) return <FailedPage error={query.error} reset={() => void query.refetch()} />;
  if (!query.data || !provider) return <LoadingPage />;
  return (
    <div className={layout.stack}>
      <Link to="/directories/$id/history" params={{ id }} className={classes.link}>
        {t('run.back')}
      </Link>
      {isUnderWay(query.data.run) && <RunProgress followed={query.data} />}
      <RunView provider={provider} run={query.data.run} search={search} />
    </div>
  );
}
