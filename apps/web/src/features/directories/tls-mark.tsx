import { IconLock, IconLockOpen2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LdapConfig } from 'wardkeep/contracts';
import { tlsOf } from './directory-values';
import classes from './directories.module.css';

/** How the connection is protected, in a word and a lock. */
export function TlsMark({ config }: { readonly config: LdapConfig }) {
  const { t } = useTranslation('directories');
  const tls = tlsOf(config);
  const Lock = tls === 'plain' ? IconLockOpen2 : IconLock;
  return (
    <span className={classes.tls} data-tls={tls}>
      <Lock size={14} aria-hidden="true" />
      {t(`tls.${tls}.short`)}
    </span>
  );
}
