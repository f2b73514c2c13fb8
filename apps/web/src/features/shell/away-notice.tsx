import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/session';
import { useSwitchDomain } from '../../lib/use-switch-domain';
import classes from './shell.module.css';

/** Says on every page that what one does here happens in a Domain other than one's own. */
export function AwayNotice() {
  const { t } = useTranslation();
  const { home, domain } = useMe();
  const switchTo = useSwitchDomain();
  if (home.id === domain.id) return null;
  return (
    <div className={classes.away}>
      <span>
        <strong>{domain.displayName}</strong> — {t('domain.away')}
      </span>
      <Button variant="default" size="compact-sm" onClick={() => void switchTo(null, home.displayName)}>
        {t('domain.back', { name: home.displayName })}
      </Button>
    </div>
  );
}
