import { Alert } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { User } from 'wardkeep/contracts';
import classes from './user.module.css';

export const isFromSso = ({ loginMethod }: User): boolean => loginMethod === 'saml' || loginMethod === 'oidc';

/** Why there is nothing to edit. */
export function SsoNotice() {
  const { t } = useTranslation('users');
  return (
    <Alert className={classes.self} icon={<IconKey size={18} aria-hidden="true" />} title={t('sso.title')}>
      {t('sso.text')}
    </Alert>
  );
}
