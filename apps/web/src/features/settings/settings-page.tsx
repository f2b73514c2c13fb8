import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { PageSwitch, PageTabs } from '../../components/page-links';
import { useMay, useMe } from '../../lib/session';
import { useWhose } from './use-whose';
import classes from './settings.module.css';

const TABS = [
  { area: 'passwords', to: '/settings/passwords' },
  { area: 'lockout', to: '/settings/lockout' },
  { area: 'sessions', to: '/settings/sessions' },
  { area: 'twoFactor', to: '/settings/two-factor' },
  { area: 'reasons', to: '/settings/reasons' },
] as const;

/** The system's values, which are what Domains get, or those of the Domain one works in. */
function WhoseSwitch({ isSystem }: { readonly isSystem: boolean }) {
  const { t } = useTranslation('settings');
  const options = { exact: true, includeSearch: true, explicitUndefined: true };
  const current = (is: boolean) => ({ 'aria-current': is ? ('page' as const) : undefined });
  return (
    <PageSwitch label={t('whose.label')}>
      <Link to="." search={{ of: undefined } as never} activeOptions={options} {...current(isSystem)}>
        {t('whose.system')}
      </Link>
      <Link to="." search={{ of: 'domain' } as never} activeOptions={options} {...current(!isSystem)}>
        {t('whose.domain')}
      </Link>
    </PageSwitch>
  );
}

function Tabs() {
  const { t } = useTranslation('settings');
  return (
    <PageTabs label={t('areas')}>
      {TABS.map(({ area, to }) => (
        <Link
          key={area}
          to={to}
          search={((old: object) => old) as never}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {t(`area.${area}`)}
        </Link>
      ))}
    </PageTabs>
  );
}

/** The frame of the settings: whose they are, and their areas as tabs. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const may = useMay();
  const { domain } = useMe();
  const { whose, mayChoose } = useWhose();
  if (!may('settings:read', 'domain')) return <ForbiddenPage permission="settings:read" />;
  const lead = whose === null ? t('whose.systemLead') : t('whose.domainLead', { name: domain.displayName });
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} lead={lead} actions={mayChoose && <WhoseSwitch isSystem={whose === null} />} />
      <Tabs />
      <Outlet />
    </div>
  );
}
