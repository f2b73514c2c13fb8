import { Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { percentOf } from '../../lib/job-progress';
import { keepImport } from './queries';
import classes from './imports.module.css';

function PauseOrResume({ found: { id, actions } }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const turn = async (action: 'pause' | 'resume') => keepImport(client, await api.imports[action](id));
  const action = actions.includes('resume') ? 'resume' : 'pause';
  if (!actions.includes(action)) return null;
  return (
    <Button variant="default" size="xs" onClick={() => void turn(action).catch(() => undefined)}>
      {t(`progress.${action}`)}
    </Button>
  );
}

/** How far the check, the import or its undoing is. */
export function ImportProgress({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const { done, total } = found.progress;
  const percent = percentOf(found.progress);
  const tenth = percent === null ? 0 : Math.floor(percent / 10) * 10;
  const doing = t(`progress.${found.state}`);
  useEffect(() => {
    if (tenth > 0) announce(t('progress.spoken', { doing, percent: tenth }));
  }, [tenth, doing, t]);
  const words =
    total > 0
      ? t('progress.of', { done: format.number(done), total: format.number(total) })
      : t('progress.done', { done: format.number(done) });
  return (
    <section className={classes.running} aria-label={doing}>
      <div className={classes.runningHead}>
        <strong>{found.paused ? t('progress.paused') : doing}</strong>
        <span className="numeric">{words}</span>
      </div>
      <Progress.Root size="md">
        <Progress.Section
          value={percent ?? 100}
          striped={percent === null}
          animated={!found.paused}
          aria-label={doing}
          aria-valuetext={words}
        />
      </Progress.Root>
      <div className={classes.runningHead}>
        <span className="dimmed">{t(found.paused ? 'progress.pausedText' : 'progress.goesOn')}</span>
        <PauseOrResume found={found} />
      </div>
    </section>
  );
}
