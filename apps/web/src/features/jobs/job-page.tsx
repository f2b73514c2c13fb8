import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkResult, Job } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Fact, Facts } from '../../components/facts';
import { ListFailed } from '../../components/list-states';
import { PageHeader } from '../../components/page-header';
import { FailedPage, LoadingPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { announce } from '../../lib/announce';
import { useFormats } from '../../lib/formats';
import { isRunning, percentOf } from '../../lib/job-progress';
import { useMay } from '../../lib/session';
import { JobProgress } from '../../components/job-progress';
import { kindName, resultName } from '../../lib/job-words';
import { useFollowedJob } from '../../lib/followed-job';
import { cancelJob } from '../../lib/jobs';
import { JobItems } from './job-items';
import { ReverseJob } from './reverse-job';
import classes from './jobs.module.css';

const route = getRouteApi('/shell/jobs/$id');

/** Every tenth of the way, and the end, for those who do not see the bar. */
function useSpokenProgress(job: Job | undefined, name: string) {
  const { t } = useTranslation('jobs');
  const tenth = job && isRunning(job) ? Math.floor((percentOf(job.progress) ?? 0) / 10) : null;
  const state = job?.state;
  useEffect(() => {
    if (tenth) announce(t('spoken', { name, percent: tenth * 10 }));
  }, [tenth, name, t]);
  useEffect(() => {
    if (state) announce(`${name}: ${t(`common:status.${state}`)}`);
  }, [state, name, t]);
}

/** What is said elsewhere, or names something only the server knows. */
const UNTOLD: readonly string[] = ['action', 'roleId', 'reversible', 'reverses', 'importId'];
const told = (result: NonNullable<Job['result']>) =>
  Object.entries(result).filter(([name, value]) => !UNTOLD.includes(name) && value !== null);

function Result({ result }: { readonly result: NonNullable<Job['result']> }) {
  const { t } = useTranslation('jobs');
  const format = useFormats();
  const wordsOf = (name: string, value: unknown) => {
    if (typeof value === 'number') return format.number(value);
    if (typeof value !== 'string') return JSON.stringify(value);
    return name === 'phase' ? t(`phase.${value}`, { defaultValue: value }) : value;
  };
  const { importId } = result;
  return (
    <Section
      title={t('resultTitle')}
      aside={
        typeof importId === 'string' && (
          <Link to="/imports/$id" params={{ id: importId }}>
            {t('toImport')}
          </Link>
        )
      }
    >
      <table className={classes.result}>
        <caption className="visually-hidden">{t('resultTitle')}</caption>
        <tbody>
          {told(result).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{resultName(t, name)}</th>
              <td>{wordsOf(name, value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function CancelJob({ job, name }: { readonly job: Job; readonly name: string }) {
  const { t } = useTranslation('jobs');
  const [asks, setAsks] = useState(false);
  const cancel = useMutation(cancelJob(useQueryClient()));
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('cancel')}
      </Button>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t('cancelTitle', { name })}
        action={t('cancel')}
        level={1}
        onConfirm={() => cancel.mutateAsync(job)}
      >
        {t('cancelText')}
      </ConfirmDialog>
    </>
  );
}

const isBulk = ({ kind }: Job) => kind.startsWith('bulk-');

/** Whether what it did can be taken back: the job says so once it is over. */
function isReversible(job: Job): boolean {
  return isBulk(job) && !isRunning(job) && (job.result as Partial<BulkResult> | null)?.reversible === true;
}

function JobView({ job }: { readonly job: Job }) {
  const { t } = useTranslation('jobs');
  const search = route.useSearch();
  const may = useMay();
  const name = kindName(t, job.kind);
  return (
    <div className={classes.page}>
      <PageHeader
        title={name}
        page={t('title')}
        back={<Link to="/jobs">{t('back')}</Link>}
        aside={<StatusMark status={job.state} />}
        actions={
          <>
            {isRunning(job) && may('jobs:cancel') && <CancelJob job={job} name={name} />}
            {isReversible(job) && <ReverseJob job={job} name={name} />}
          </>
        }
      />
      {job.error && (
        <Alert color="danger" title={t('failed')} icon={<IconAlertTriangle size={18} aria-hidden="true" />}>
          {job.error}
        </Alert>
      )}
      <Section title={t('progress')}>
        <div className={classes.stack}>
          <JobProgress job={job} label={t('progressOf', { kind: name })} />
          <Facts>
            <Fact label={t('startedBy')}>{job.startedBy ?? t('wardkeep')}</Fact>
            <Fact label={t('createdAt')}>
              <TimeText at={job.createdAt} />
            </Fact>
            <Fact label={t('updatedAt')}>
              <TimeText at={job.updatedAt} />
            </Fact>
          </Facts>
        </div>
      </Section>
      {job.result && Object.keys(job.result).length > 0 && <Result result={job.result} />}
      {isBulk(job) && <JobItems job={job} search={search} />}
    </div>
  );
}

export function JobPage() {
  const { t } = useTranslation('jobs');
  const { id } = route.useParams();
  const query = useFollowedJob(id);
  useSpokenProgress(query.data, query.data ? kindName(t, query.data.kind) : '');
  if (query.data) {
    return (
      <>
        {query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />}
        <JobView job={query.data} />
      </>
    );
  }
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
