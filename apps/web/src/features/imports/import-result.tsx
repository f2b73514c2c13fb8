import { Alert, Button } from '@mantine/core';
import { IconDownload, IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { IMPORT_OUTCOMES, IMPORT_UNDOINGS, type Import } from 'wardkeep/contracts';
import { Section } from '../../components/section';
import { download } from '../../lib/download';
import { useFormats } from '../../lib/formats';
import { useMe } from '../../lib/session';
import { importById } from './queries';
import classes from './imports.module.css';

const LATER_MS = 2_000;

/** The file with the passwords is there once, and for nobody but whoever confirmed. */
function Passwords({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const { user } = useMe();
  const count = found.temporaryPasswords;
  if (count === 0) return null;
  const isMine = found.confirmedBy === user.username;
  return (
    <Alert
      icon={<IconKey size={18} aria-hidden="true" />}
      title={t('result.passwords', { count, n: format.number(count) })}
    >
      {isMine ? t('result.once') : t('result.onlyFor', { name: found.confirmedBy ?? '' })}
    </Alert>
  );
}

function Counts({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const isUndone = found.state === 'undone';
  const counted = isUndone
    ? IMPORT_UNDOINGS.map((key) => [key, found.undone[key]] as const)
    : IMPORT_OUTCOMES.map((key) => [key, found.outcomes[key]] as const);
  return (
    <dl className={classes.counts}>
      {counted.map(([key, count]) => (
        <div key={key} data-kind={key} data-none={count === 0 || undefined}>
          <dt>{t(isUndone ? `undone.${key}` : `outcome.${key}`)}</dt>
          <dd className="numeric">{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What came of an import, and the file that says it row by row. */
export function ImportResult({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const fetchFile = async () => {
    await download(`/api/v1/users/imports/${found.id}/result.csv`, 'result.csv');
    const again = () => void client.invalidateQueries({ queryKey: importById(found.id).queryKey });
    setTimeout(again, LATER_MS);
  };
  if (found.confirmedAt === null) return null;
  return (
    <Section
      title={t(found.state === 'undone' ? 'result.undone' : 'result.title')}
      aside={
        <Button
          variant={found.temporaryPasswords > 0 ? 'filled' : 'default'}
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={() => void fetchFile()}
        >
          {t('result.file')}
        </Button>
      }
    >
      <div className={classes.stack}>
        <Counts found={found} />
        <Passwords found={found} />
      </div>
    </Section>
  );
}
