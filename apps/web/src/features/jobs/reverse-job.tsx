import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { api } from '../../lib/api';
import { keepJob } from '../../lib/jobs';

/** A job that takes back what this one did, where nobody touched it since. */
export function ReverseJob({ job, name }: { readonly job: Job; readonly name: string }) {
  const { t } = useTranslation('jobs');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asks, setAsks] = useState(false);
  const reverse = async (reason: string | undefined) => {
    const made = await api.jobs.reverse(job.id, { reason, idempotencyKey: crypto.randomUUID() });
    await keepJob(client, made);
    await navigate({ to: '/jobs/$id', params: { id: made.id } });
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('reverse.open')}
      </Button>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t('reverse.title', { name })}
        action={t('reverse.action')}
        level={2}
        dryRun={() => api.dryRun.jobs.reverse(job.id)}
        onConfirm={({ reason }) => reverse(reason)}
      >
        {t('reverse.text')}
      </ConfirmDialog>
    </>
  );
}
