import { Drawer } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Wordmark } from '../../components/wordmark';
import { i18n } from '../../i18n';
import { useEnrolmentDemand } from '../../lib/enrolment-demand';
import { useKeyboard } from '../../lib/keys';
import { keep, kept } from '../../lib/kept';
import { useMe } from '../../lib/session';
import { BannerStrip } from '../../components/banner-strip';
import { AwayNotice } from './away-notice';
import { useFocusOnNavigation } from './focus-on-navigation';
import { Header } from './header';
import { LiveRegions } from './live-regions';
import { OfflineBanner } from './offline-banner';
import { PasswordNotice } from './password-notice';
import { SessionEnds } from './session-ends';
import { Navigation, Sidebar } from './sidebar';
import classes from './shell.module.css';

const EnrolmentDemand = lazy(async () => {
  const [{ EnrolmentDemand: component }] = await Promise.all([
    import('./enrolment-demand'),
    i18n.loadNamespaces('two-factor'),
  ]);
  return { default: component };
});

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const [collapsed, setCollapsed] = useState(kept('sidebar') === 'collapsed');
  const [open, setOpen] = useState(false);
  const demanded = useEnrolmentDemand();
  useFocusOnNavigation();
  useKeyboard();

  const toggle = () => {
    keep('sidebar', collapsed ? null : 'collapsed');
    setCollapsed(!collapsed);
  };

  return (
    <>
      <a href="#content" className={classes.skip}>
        {t('nav.skip')}
      </a>
      {me.domain.banner && <BannerStrip banner={me.domain.banner} />}
      <div className={classes.shell} data-collapsed={collapsed || undefined}>
        <Header onOpenNavigation={() => setOpen(true)} />
        <Sidebar collapsed={collapsed} onToggle={toggle} />
        <main id="content" className={classes.main} tabIndex={-1}>
          <OfflineBanner />
          <AwayNotice />
          <PasswordNotice />
          <SessionEnds />
          <Outlet />
        </main>
      </div>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        size="17rem"
        title={<Wordmark />}
        closeButtonProps={{ 'aria-label': t('nav.close') }}
      >
        <Navigation onGo={() => setOpen(false)} />
      </Drawer>
      <LiveRegions />
      <Suspense>{demanded && <EnrolmentDemand />}</Suspense>
    </>
  );
}
