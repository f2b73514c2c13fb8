import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../lib/formats';
import classes from './kept-secret.module.css';

type KeptSecretProps = { readonly label: string; readonly setAt: string; readonly onReplace: () => void };

/** A secret that is kept is never shown again, only since when there is one. */
export function KeptSecret({ label, setAt, onReplace }: KeptSecretProps) {
  const { t } = useTranslation();
  const format = useFormats();
  return (
    <div>
      <p className={classes.label}>{label}</p>
      <div className={classes.kept}>
        <IconKey size={18} aria-hidden="true" />
        <span>{t('secret.setOn', { date: format.dateTime(setAt) })}</span>
        <Button variant="default" size="xs" onClick={onReplace}>
          {t('secret.replace')}
        </Button>
      </div>
    </div>
  );
}
