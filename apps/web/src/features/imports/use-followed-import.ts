import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { useJobStream } from '../../lib/job-stream';
import { isUnderWay } from './import-state';
import { importById, refreshAfter } from './queries';

/** Hears of each step by the events of its job, and of what it did once it is done. */
export function useFollowedImport(found: Import | undefined): void {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const { id, state, jobId } = found ?? {};
  const isRunning = found !== undefined && isUnderWay(found);
  const last = useRef(state);
  useJobStream(isRunning ? jobId : null, () => {
    if (id !== undefined) void client.invalidateQueries({ queryKey: importById(id).queryKey });
  });
  useEffect(() => {
    const before = last.current;
    last.current = state;
    if (id === undefined || state === undefined || before === undefined || before === state) return;
    announce(t(`state.${state}`));
    void refreshAfter(client, id);
  }, [id, state, client, t]);
}
