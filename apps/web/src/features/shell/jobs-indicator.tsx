import { Drawer, UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconProgress } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from 'wardkeep/contracts';
import { JobProgress } from '../../components/job-progress';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { announce } from '../../lib/announce';
import { isRunning } from '../../lib/job-progress';
import { kindName } from '../../lib/job-words';
import { recentJobs } from '../../lib/jobs';
import { useMe } from '../../lib/session';
import classes from './jobs-indicator.module.css';

const NONE: readonly Job[] = [];

/** One's own jobs; those that ended since this page was opened stay until they were looked at. */
function useOwnJobs() {
  const { t } = useTranslation('jobs');
  const client = useQueryClient();
  const { user } = useMe();
  const { data } = useQuery(recentJobs);
  const [ended, setEnded] = useState<readonly string[]>([]);
  const known = useRef<ReadonlySet<string> | null>(null);
  const own = (data ?? NONE).filter(({ startedBy }) => startedBy === user.username);
  const running = own.filter(isRunning);
  useEffect(() => {
    if (!data) return;
    const isNews = ({ id }: Job) => known.current !== null && !known.current.has(id);
    const over = data.filter((job) => !isRunning(job));
    const news = over.filter(isNews);
    known.current = new Set(over.map(({ id }) => id));
    if (news.length === 0) return;
    setEnded((last) => [...last, ...news.map(({ id }) => id)]);
    for (const job of news) announce(`${kindName(t, job.kind)}: ${t(`common:status.${job.state}`)}`);
    void client.invalidateQueries({ queryKey: ['users'] });
    void client.invalidateQueries({ queryKey: ['jobs', 'page'] });
  }, [data, client, t]);
  return { running, shown: own, unseen: own.filter(({ id }) => ended.includes(id)), forget: () => setEnded([]) };
}

function JobLine({ job, onGo }: { readonly job: Job; readonly onGo: () => void }) {
  const { t } = useTranslation('jobs');
  const name = kindName(t, job.kind);
  return (
    <li className={classes.job}>
      <div className={classes.head}>
        <Link to="/jobs/$id" params={{ id: job.id }} onClick={onGo}>
          {name}
        </Link>
        <StatusMark status={job.state} />
      </div>
      {isRunning(job) && <JobProgress job={job} label={t('progressOf', { kind: name })} />}
      <span className="dimmed">
        <TimeText at={job.createdAt} relative />
      </span>
    </li>
  );
}

/** In the header while work of one's own runs in the background, and until one has seen that it ended. */
export function JobsIndicator() {
  const { t } = useTranslation('jobs');
  const [opened, setOpened] = useState(false);
  const { running, shown, unseen, forget } = useOwnJobs();
  const close = () => setOpened(false);
  const isBusy = running.length > 0;
  if (!isBusy && unseen.length === 0 && !opened) return null;
  const Icon = isBusy ? IconProgress : IconCircleCheck;
  return (
    <>
      <UnstyledButton
        className={classes.indicator}
        data-busy={isBusy || undefined}
        onClick={() => {
          setOpened(true);
          forget();
        }}
      >
        <Icon size={18} stroke={1.7} aria-hidden="true" />
        <span className={classes.words}>
          {isBusy ? t('indicator.running', { count: running.length }) : t('indicator.ended', { count: unseen.length })}
        </span>
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="26rem"
        title={t('indicator.title')}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <ul className={classes.jobs}>
          {shown.map((job) => (
            <JobLine key={job.id} job={job} onGo={close} />
          ))}
        </ul>
        <Link to="/jobs" className={classes.all} onClick={close}>
          {t('indicator.all')}
        </Link>
      </Drawer>
    </>
  );
}
