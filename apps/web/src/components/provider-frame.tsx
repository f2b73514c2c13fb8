import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderWarning } from 'wardkeep/contracts';
import { useFormats } from '../lib/formats';
import { problemCode } from '../lib/problems';
import { FactStrip } from './fact-strip';
import layout from './layout.module.css';
import { PageHeader } from './page-header';
import { PageTabs } from './page-links';
import { FailedPage, ForbiddenPage, LoadingPage } from './page-states';
import classes from './provider-frame.module.css';
import { StatusMark } from './status-mark';

type Provider = {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly outOfReachUntil: string | null;
  readonly warnings: readonly ProviderWarning[];
};

type FrameProps = {
  /** The texts that speak of its kind, and where its kind is. */
  readonly words: 'directories' | 'sso';
  readonly provider: Provider;
  /** Its parts, by the ends of their addresses. */
  readonly tabs: readonly string[];
  readonly lead: ReactNode;
  readonly actions: ReactNode;
  /** What one looks for first. */
  readonly facts: ReactNode;
};

function Tabs({ words, provider: { id }, tabs }: Pick<FrameProps, 'words' | 'provider' | 'tabs'>) {
  const { t } = useTranslation(words);
  return (
    <PageTabs label={t(`${words}:tab.label`)}>
      {tabs.map((name) => {
        const to: string = `/${words}/${id}/${name}`;
        return (
          <Link key={name} to={to} activeOptions={{ exact: name !== 'history', includeSearch: false }}>
            {t(`${words}:tab.${name}`)}
          </Link>
        );
      })}
    </PageTabs>
  );
}

/** What everybody meets who needs it just now. */
function OutOfReach({ words, until }: { readonly words: FrameProps['words']; readonly until: string }) {
  const { t } = useTranslation(words);
  const format = useFormats();
  return (
    <Alert
      className={layout.notice}
      color="danger"
      title={t(`${words}:outOfReach.title`)}
      icon={<IconCloudOff size={18} aria-hidden="true" />}
    >
      {t(`${words}:outOfReach.text`, { when: format.dateTime(until) })}
    </Alert>
  );
}

/** What its settings allow, and had better not. */
function Warnings({ warnings }: Pick<Provider, 'warnings'>) {
  const { t } = useTranslation();
  return (
    <Alert
      className={layout.notice}
      classNames={{ root: classes.weak, title: classes.weakTitle, icon: classes.weakIcon, message: classes.weakTitle }}
      title={t('weakness.title')}
      icon={<IconAlertTriangle size={18} aria-hidden="true" />}
    >
      {warnings.map((warning) => (
        <p key={warning}>{t(`confirm.warnings.${warning}`)}.</p>
      ))}
    </Alert>
  );
}

/** The frame of a provider of whatever kind: its facts, and its parts as tabs. */
export function ProviderFrame({ words, provider, tabs, lead, actions, facts }: FrameProps) {
  const { t } = useTranslation(words);
  const { name, enabled, outOfReachUntil, warnings } = provider;
  const { pathname } = useLocation();
  const tab = tabs.find((each) => pathname.split('/')[3] === each);
  const kind = t(`${words}:title`);
  return (
    <div className={layout.page}>
      <PageHeader
        title={name}
        page={tab ? `${t(`${words}:tab.${tab}`)} · ${kind}` : kind}
        back={<Link to={`/${words}`}>{kind}</Link>}
        aside={<StatusMark status={enabled ? 'enabled' : 'disabled'} />}
        lead={lead}
        actions={actions}
      />
      {outOfReachUntil && <OutOfReach words={words} until={outOfReachUntil} />}
      {warnings.length > 0 && <Warnings warnings={warnings} />}
      <FactStrip label={t(`${words}:facts`)}>{facts}</FactStrip>
      <Tabs words={words} provider={provider} tabs={tabs} />
      <Outlet />
    </div>
  );
}

type AskedProps<T> = { readonly query: UseQueryResult<T>; readonly children: (provider: T) => ReactNode };

/** What is shown of a provider that was asked for, whatever came of it. */
export function AskedProvider<T>({ query, children }: AskedProps<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (problemCode(error) === 'permission-missing') return <ForbiddenPage permission="providers:read" />;
  return error ? <FailedPage error={error} reset={() => void refetch()} /> : <LoadingPage />;
}
