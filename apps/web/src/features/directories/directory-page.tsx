import { Alert } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { FactStrip, StripFact } from '../../components/fact-strip';
import { PageHeader } from '../../components/page-header';
import { FailedPage, ForbiddenPage, LoadingPage } from '../../components/page-states';
import { EnableButton } from '../../components/provider-lifecycle';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { PageTabs } from '../../components/page-links';
import { UserCount } from '../../components/user-count';
import { useFormats } from '../../lib/formats';
import { problemCode } from '../../lib/problems';
import { LastRun } from './last-run';
import { useLifecycle } from './use-lifecycle';
import { directoryById } from './queries';
import { TlsMark } from './tls-mark';
import { useFollowedRun } from './use-sync';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

const route = getRouteApi('/shell/directories/$id');

const TABS = [
  { name: 'connection', to: '/directories/$id/connection' },
  { name: 'mapping', to: '/directories/$id/mapping' },
  { name: 'sync', to: '/directories/$id/sync' },
  { name: 'history', to: '/directories/$id/history' },
] as const;

function useCurrentTab() {
  const { pathname } = useLocation();
  return TABS.find(({ name }) => pathname.split('/')[3] === name)?.name;
}

function Tabs({ id }: { readonly id: string }) {
  const { t } = useTranslation('directories');
  return (
    <PageTabs label={t('tab.label')}>
      {TABS.map(({ name, to }) => (
        <Link key={name} to={to} params={{ id }} activeOptions={{ exact: name !== 'history', includeSearch: false }}>
          {t(`tab.${name}`)}
        </Link>
      ))}
    </PageTabs>
  );
}

/** What one looks for first. */
function DirectoryFacts({ provider }: { readonly provider: ProviderDetail }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const { users, lastSync, nextSyncAt, enabled } = provider;
  return (
    <FactStrip label={t('facts')}>
      <StripFact label={t('list.users')}>
        <UserCount count={users} />
      </StripFact>
      <StripFact label={t('list.lastSync')}>
        <LastRun run={lastSync} />
      </StripFact>
      <StripFact label={t('list.nextSync')}>
        <TimeText at={enabled ? nextSyncAt : null} none={t('list.noNext')} />
      </StripFact>
      <StripFact label={t('field.disableThresholdPercent')}>
        {t('limit.short', { percent: format.number(provider.config.disableThresholdPercent) })}
      </StripFact>
    </FactStrip>
  );
}

/** What every sign-in and sync meets just now. */
function OutOfReach({ until }: { readonly until: string }) {
  const { t } = useTranslation('directories');
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

function Loaded({ provider }: { readonly provider: ProviderDetail }) {
  const { t } = useTranslation('directories');
  const { id, name, config, enabled, outOfReachUntil, actions } = provider;
  const tab = useCurrentTab();
  const lifecycle = useLifecycle(provider);
  useFollowedRun(id);
  return (
    <div className={layout.page}>
      <PageHeader
        title={name}
        page={tab ? `${t(`tab.${tab}`)} · ${t('title')}` : t('title')}
        back={<Link to="/directories">{t('title')}</Link>}
        aside={<StatusMark status={enabled ? 'enabled' : 'disabled'} />}
        lead={
          <span className={classes.address}>
            <code>{config.url}</code>
            <TlsMark config={config} />
          </span>
        }
        actions={actions.includes('enable') && <EnableButton {...lifecycle} variant="filled" />}
      />
      {outOfReachUntil && <OutOfReach until={outOfReachUntil} />}
      <DirectoryFacts provider={provider} />
      <Tabs id={id} />
      <Outlet />
    </div>
  );
}

/** The frame of a directory: its facts, and its parts as tabs. */
export function DirectoryPage() {
  const { id } = route.useParams();
  const query = useQuery(directoryById(id));
  if (query.data) return <Loaded provider={query.data} key={id} />;
  if (problemCode(query.error) === 'permission-missing') return <ForbiddenPage permission="providers:read" />;
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
