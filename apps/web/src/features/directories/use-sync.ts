import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail, StartSyncDto, SyncRun } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { percentOf } from '../../lib/job-progress';
import { newestRun, refreshAfterRun, startSync, type Followed } from './queries';
import { isUnderWay, outcomeOf } from './run-state';

/** Every tenth of the way, and the end, for those who do not see the bar. */
export function useSpokenRun(followed: Followed | null | undefined): void {
  const { t } = useTranslation('directories');
  const run = followed?.run;
  const phase = run && outcomeOf(run);
  const percent = followed?.job ? percentOf(followed.job.progress) : null;
  const tenth = percent === null ? 0 : Math.floor(percent / 10);
  useEffect(() => {
    if (phase) announce(t(`phase.${phase}`));
  }, [phase, t]);
  useEffect(() => {
    if (tenth > 0) announce(t('progress.spoken', { percent: tenth * 10 }));
  }, [tenth, t]);
}

/** What it changed is fetched again once a run that was seen under way is over. */
export function useRefreshAfter(providerId: string, run: SyncRun | undefined): void {
  const client = useQueryClient();
  const wasUnderWay = useRef(false);
  const isNow = run !== undefined && isUnderWay(run);
  useEffect(() => {
    if (wasUnderWay.current && !isNow) void refreshAfterRun(client, providerId);
    wasUnderWay.current = isNow;
  }, [client, providerId, isNow]);
}

/** The newest run of a directory, and how to start another. */
export function useSync(provider: ProviderDetail) {
  const query = useQuery(newestRun(provider.id));
  const start = useMutation(startSync(useQueryClient(), provider.id));
  useSpokenRun(query.data);
  useRefreshAfter(provider.id, query.data?.run);
  return {
    query,
    isStarting: start.isPending,
    error: start.error,
    preview: () => start.mutate({ body: { mode: 'plan' } }),
    apply: (body: Omit<StartSyncDto, 'mode'>, reason: string | undefined) =>
      start.mutateAsync({ body: { mode: 'apply', ...body }, reason }),
  };
}

export type Sync = ReturnType<typeof useSync>;
