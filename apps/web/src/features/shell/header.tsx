import { ActionIcon } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Wordmark } from '../../components/wordmark';
import { AccountMenu } from './account-menu';
import { DomainInHeader } from './domain-switch';
import classes from './shell.module.css';

export function Header({ onOpenNavigation }: { readonly onOpenNavigation: () => void }) {
  const { t } = useTranslation();
  return (
    <header className={classes.header}>
      <ActionIcon
        className={classes.menuButton}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('nav.open')}
        onClick={onOpenNavigation}
      >
        <IconMenu2 size={20} aria-hidden="true" />
      </ActionIcon>
      <Link to="/" className={classes.home} aria-label={t('nav.toStart')}>
        <Wordmark />
      </Link>
      <span className={classes.slash} aria-hidden="true" />
      <DomainInHeader />
      <span className={classes.spacer} />
      <AccountMenu />
    </header>
  );
}
