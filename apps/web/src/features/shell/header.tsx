import { ActionIcon } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Wordmark } from '../../components/wordmark';
import { i18n } from '../../i18n';
import { useMay } from '../../lib/session';
import { AccountMenu } from './account-menu';
import { DomainInHeader } from './domain-switch';
import { PaletteButton } from './palette-button';
import classes from './shell.module.css';

const JobsIndicator = lazy(async () => {
  const [{ JobsIndicator: component }] = await Promise.all([import('./jobs-indicator'), i18n.loadNamespaces('jobs')]);
  return { default: component };
});

export function Header({ onOpenNavigation }: { readonly onOpenNavigation: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
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
      <PaletteButton />
      <Suspense>{may('jobs:read') && <JobsIndicator />}</Suspense>
      <AccountMenu />
    </header>
  );
}
