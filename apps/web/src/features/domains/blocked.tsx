import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DomainAction, DomainDetail } from 'wardkeep/contracts';
import classes from './domains.module.css';

type BlockedProps = { readonly domain: DomainDetail; readonly action: DomainAction };

/** Why an action is not possible here. Nothing when the role could never do it. */
export function Blocked({ domain, action }: BlockedProps) {
  const { t } = useTranslation('domains');
  const code = domain.blocked[action];
  if (code === undefined || code === 'permission-missing') return null;
  return (
    <p className={classes.blocked}>
      <IconInfoCircle size={16} aria-hidden="true" />
      {t(`problems:${code}`, { defaultValue: t('notPossible') })}
    </p>
  );
}
