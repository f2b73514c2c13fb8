import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './roles.module.css';

export function BuiltInMark() {
  const { t } = useTranslation('roles');
  return (
    <span className={classes.builtIn}>
      <IconLock size={13} aria-hidden="true" />
      {t('builtIn')}
    </span>
  );
}
