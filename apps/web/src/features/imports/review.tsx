import { Button } from '@mantine/core';
import { IconCircleCheck, IconDownload, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { download } from '../../lib/download';
import { useFormats } from '../../lib/formats';
import { ConfirmImport } from './confirm-import';
import { writesOf } from './import-state';
import classes from './imports.module.css';

function ErrorReport({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  if (found.counts.error === 0) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden="true" />}
      onClick={() => void download(`/api/v1/users/imports/${found.id}/errors.csv`, 'errors.csv')}
    >
      {t('review.errorReport')}
    </Button>
  );
}

/** What a confirmation would do, in a sentence each; nothing is written before it. */
export function Review({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const [asks, setAsks] = useState(false);
  const { counts } = found;
  const writes = writesOf(found);
  const lines = (['new', 'changed', 'same', 'error'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => t(`review.${verdict}`, { count: counts[verdict], n: format.number(counts[verdict]) }));
  const Icon = writes > 0 ? IconCircleCheck : IconInfoCircle;
  return (
    <section className={classes.review} aria-label={t('review.title')}>
      <Icon size={22} aria-hidden="true" />
      <div className={classes.reviewWords}>
        <h2>{t(writes > 0 ? 'review.title' : 'review.nothing')}</h2>
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="dimmed">{t('review.notYet')}</p>
        <div className={classes.reviewActions}>
          {writes > 0 && found.actions.includes('confirm') && (
            <Button onClick={() => setAsks(true)}>
              {t('confirm.open', { count: writes, n: format.number(writes) })}
            </Button>
          )}
          <ErrorReport found={found} />
        </div>
      </div>
      <ConfirmImport found={found} opened={asks} onClose={() => setAsks(false)} />
    </section>
  );
}
