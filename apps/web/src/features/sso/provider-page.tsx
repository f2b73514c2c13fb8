import { Alert } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FactStrip, StripFact } from '../../components/fact-strip';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-links';
import { FailedPage, ForbiddenPage, LoadingPage } from '../../components/page-states';
import { StatusMark } from '../../components/status-mark';
import { UserCount } from '../../components/user-count';
import { useFormats } from '../../lib/formats';
import { problemCode } from '../../lib/problems';
import { EnableProvider } from './enable-provider';
import { Soonest } from './expiring';
import { LastFailure } from './failures';
import { ProtocolMark } from './protocol-mark';
import { placeOf } from './sso-values';
import { providerById, type SsoProvider } from './queries';
import layout from '../../components/layout.module.css';
import classes from './sso.module.css';

const route = getRouteApi('/shell/sso/$id');

const TABS = [
  { name: 'connection', to: '/sso/$id/connection' },
  { name: 'mapping', to: '/sso/$id/mapping' },
  { name: 'test', to: '/sso/$id/test' },
  { name: 'history', to: '/sso/$id/history' },
] as const;

type ProviderProps = { readonly provider: SsoProvider };

function useCurrentTab() {
  const { pathname } = useLocation();
  return TABS.find(({ name }) => pathname.split('/')[3] === name)?.name;
}

function Tabs({ id }: { readonly id: string }) {
  const { t } = useTranslation('sso');
  return (
    <PageTabs label={t('tab.label')}>
      {TABS.map(({ name, to }) => (
        <Link key={name} to={to} params={{ id }} activeOptions={{ includeSearch: false }}>
          {t(`tab.${name}`)}
        </Link>
      ))}
    </PageTabs>
  );
}

/** What one looks for first. */
function ProviderFacts({ provider: { kind, users, failures, expiring } }: ProviderProps) {
  const { t } = useTranslation('sso');
  return (
    <FactStrip label={t('facts')}>
      <StripFact label={t('list.kind')}>
        <ProtocolMark protocol={kind} />
      </StripFact>
      <StripFact label={t('list.users')}>
        <UserCount count={users} />
      </StripFact>
      <StripFact label={t('list.lastFailure')}>
        <LastFailure failure={failures[0] ?? null} />
      </StripFact>
      <StripFact label={t('list.expiring')}>
        <Soonest expiring={expiring} />
      </StripFact>
    </FactStrip>
  );
}

/** What every sign-in by it meets just now. */
function OutOfReach({ until }: { readonly until: string }) {
  const { t } = useTranslation('sso');
  const format = useFormats();
  return (
    <Alert
      className={layout.notice}
      color="danger"
      title={t('outOfReach.title')}
      icon={<IconCloudOff size={18} aria-hidden="true" />}
    >
      {t('outOfReach.text', { when: format.dateTime(until) })}
    </Alert>
  );
}

function Loaded({ provider }: ProviderProps) {
  const { t } = useTranslation('sso');
  const { id, name, enabled, outOfReachUntil } = provider;
  const tab = useCurrentTab();
  const address = placeOf(provider);
  return (
    <div className={layout.page}>
      <PageHeader
        title={name}
        page={tab ? `${t(`tab.${tab}`)} · ${t('title')}` : t('title')}
        back={<Link to="/sso">{t('title')}</Link>}
        aside={<StatusMark status={enabled ? 'enabled' : 'disabled'} />}
        lead={address !== null && <code className={classes.address}>{address}</code>}
        actions={<EnableProvider provider={provider} />}
      />
      {outOfReachUntil && <OutOfReach until={outOfReachUntil} />}
      <ProviderFacts provider={provider} />
      <Tabs id={id} />
      <Outlet />
    </div>
  );
}

/** The frame of an identity provider: its facts, and its parts as tabs. */
export function ProviderPage() {
  const { id } = route.useParams();
  const query = useQuery(providerById(id));
  if (query.data) return <Loaded provider={query.data} key={id} />;
  if (problemCode(query.error) === 'permission-missing') return <ForbiddenPage permission="providers:read" />;
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
