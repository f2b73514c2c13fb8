import { IconDeviceMobile, IconLock, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Role } from 'wardkeep/contracts';
import classes from './roles.module.css';

/** Whether a role comes with the product or was made here. */
export function KindMark({ role: { builtIn } }: { readonly role: Pick<Role, 'builtIn'> }) {
  const { t } = useTranslation('roles');
  const Picture = builtIn ? IconLock : IconPencil;
  return (
    <span className={classes.kind} data-custom={!builtIn || undefined}>
      <Picture size={13} aria-hidden="true" />
      {t(builtIn ? 'builtIn' : 'custom')}
    </span>
  );
}

/** Says when a role asks for a second factor. */
export function TwoFactorDemand({ role }: { readonly role: Pick<Role, 'twoFactorRequired'> }) {
  const { t } = useTranslation('roles');
  if (!role.twoFactorRequired) return <span className="visually-hidden">{t('common:no')}</span>;
  return (
    <span className={classes.demand}>
      <IconDeviceMobile size={14} aria-hidden="true" />
      {t('demanded')}
    </span>
  );
}
