import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Saving } from './use-saving';
import { SendButton } from '../../components/send-button';
import classes from './settings.module.css';

type SaveBarProps = { readonly saving: Saving; readonly count: number; readonly onDiscard: () => void };

export function SaveBar({ saving, count, onDiscard }: SaveBarProps) {
  const { t } = useTranslation('settings');
  const { isChecking, outcome } = saving;
  const told = outcome === 'saved' || outcome === 'unchanged' ? t(outcome) : null;
  return (
    <div className={classes.bar}>
      <SendButton aria-disabled={isChecking}>{isChecking ? t('checking') : t('common:action.save')}</SendButton>
      {count > 0 && (
        <Button variant="default" onClick={onDiscard}>
          {t('common:action.discard')}
        </Button>
      )}
      <span role="status" className={count > 0 ? classes.count : classes.saved}>
        {count > 0 ? t('changes', { count }) : told}
      </span>
    </div>
  );
}

/** Somebody saved in between. The newer values come in underneath the own changes, which stay. */
export function Stale({ onReload }: { readonly onReload: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <Alert role="alert" color="danger" title={t('common:form.conflictTitle')}>
      <p>{t('common:form.conflictText')}</p>
      <Button className={classes.reload} size="xs" variant="default" onClick={onReload}>
        {t('common:form.loadNewer')}
      </Button>
    </Alert>
  );
}
