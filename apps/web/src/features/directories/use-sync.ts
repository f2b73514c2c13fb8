import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail, StartSyncDto } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { percentOf } from '../../lib/job-progress';
import { newestRun, refreshAfterRun, startSync, type Followed } from './queries';
import { isUnderWay, outcomeOf } from './run-state';

/** Every tenth of the way, and the end, for those who do not see the bar. */
function useSpokenRun(followed: Followed | null | undefined): void {
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

/** What a run changed is fetched again once it is over, or once one leaves the directory while it is not. */
function useRefreshAfter(providerId: string, followed: Followed | null | undefined): void {
  const client = useQueryClient();
  const seen = useRef<string | null>(null);
  const isNow = followed ? isUnderWay(followed.run) : false;
  const state = followed === undefined ? undefined : `${followed?.run.id ?? 'none'} ${isNow}`;
  useEffect(() => {
    if (state === undefined) return;
    if (seen.current !== null && seen.current !== state && !isNow) void refreshAfterRun(client, providerId);
    seen.current = state;
  }, [client, providerId, state, isNow]);
  const wasUnderWay = useRef(false);
  useEffect(() => {
    wasUnderWay.current = isNow;
  }, [isNow]);
  useEffect(
    () => () => {
      if (wasUnderWay.current) void refreshAfterRun(client, providerId);
    },
    [client, providerId],
  );
}

/** Follows the newest run from every page of the directory: says how it goes, and shows what it changed. */
export function useFollowedRun(providerId: string): void {
  const { data } = useQuery(newestRun(providerId));
  useSpokenRun(data);
  useRefreshAfter(providerId, data);
}

/** The newest run of a directory, and how to start another. */
export function useSync(provider: ProviderDetail) {
  const query = useQuery(newestRun(provider.id));
  const start = useMutation(startSync(useQueryClient(), provider.id));
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
