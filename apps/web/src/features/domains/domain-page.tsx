import { Button } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LIMITS, type DomainDetail } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { PageHeader } from '../../components/page-header';
import { FailedPage, LoadingPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { useMay, useMe } from '../../lib/session';
import { useSwitchDomain } from '../../lib/use-switch-domain';
import { EditSection } from './edit-section';
import { LifecycleSection } from './lifecycle-section';
import { domainById } from './queries';
import classes from './domains.module.css';

const route = getRouteApi('/shell/domains/$id');

function WorkHere({ domain }: { readonly domain: DomainDetail }) {
  const { t } = useTranslation('domains');
  const may = useMay();
  const me = useMe();
  const switchTo = useSwitchDomain();
  if (me.domain.id === domain.id) return <span className="dimmed">{t('workingHere')}</span>;
  if (!may('domains:read', 'all') || !me.home.primary) return null;
  const target = domain.id === me.home.id ? null : domain.name;
  return (
    <Button
      variant="default"
      leftSection={<IconLogin2 size={16} aria-hidden="true" />}
      onClick={() => void switchTo(target, domain.displayName)}
    >
      {t('workHere')}
    </Button>
  );
}

function DomainFacts({ domain }: { readonly domain: DomainDetail }) {
  const { t } = useTranslation('domains');
  const format = useFormats();
  const users = format.number(Math.min(domain.users, LIMITS.countedRows));
  return (
    <Section title={t('details')}>
      <Facts>
        <Fact label={t('name')}>
          <code>{domain.name}</code>
        </Fact>
        <Fact label={t('displayName')}>{domain.displayName}</Fact>
        <Fact label={t('users')}>{domain.users > LIMITS.countedRows ? t('moreThan', { number: users }) : users}</Fact>
        <Fact label={t('createdAt')}>
          <TimeText at={domain.createdAt} />
        </Fact>
        <Fact label={t('updatedAt')}>
          <TimeText at={domain.updatedAt} />
        </Fact>
      </Facts>
    </Section>
  );
}

function DomainView({ domain }: { readonly domain: DomainDetail }) {
  const { t } = useTranslation('domains');
  return (
    <div className={classes.page}>
      <PageHeader
        title={domain.displayName}
        page={t('title')}
        back={<Link to="/domains">{t('back')}</Link>}
        aside={
          <>
            <StatusMark status={domain.enabled ? 'enabled' : 'disabled'} />
            {domain.primary && <span className={classes.primary}>{t('primary')}</span>}
          </>
        }
        actions={<WorkHere domain={domain} />}
      />
      <DomainFacts domain={domain} />
      <EditSection key={domain.id} domain={domain} />
      <LifecycleSection domain={domain} />
    </div>
  );
}

export function DomainPage() {
  const { id } = route.useParams();
  const query = useQuery(domainById(id));
  if (query.data) return <DomainView domain={query.data} />;
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
