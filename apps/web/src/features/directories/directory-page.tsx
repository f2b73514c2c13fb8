import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { StripFact } from '../../components/fact-strip';
import { AskedProvider, ProviderFrame } from '../../components/provider-frame';
import { EnableButton } from '../../components/provider-lifecycle';
import { TimeText } from '../../components/time-text';
import { UserCount } from '../../components/user-count';
import { useFormats } from '../../lib/formats';
import { LastRun } from './last-run';
import { useLifecycle } from './use-lifecycle';
import { directoryById } from './queries';
import { TlsMark } from './tls-mark';
import { useFollowedRun } from './use-sync';
import classes from './directories.module.css';

const route = getRouteApi('/shell/directories/$id');

const TABS = ['connection', 'mapping', 'sync', 'history'];

type ProviderProps = { readonly provider: ProviderDetail };

function Facts({ provider: { users, lastSync, nextSyncAt, enabled, config } }: ProviderProps) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  return (
    <>
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
        {t('limit.short', { percent: format.number(config.disableThresholdPercent) })}
      </StripFact>
    </>
  );
}

function Loaded({ provider }: ProviderProps) {
  const { id, config, actions } = provider;
  const lifecycle = useLifecycle(provider);
  useFollowedRun(id);
  return (
    <ProviderFrame
      words="directories"
      provider={provider}
      tabs={TABS}
      lead={
        <span className={classes.address}>
          <code>{config.url}</code>
          <TlsMark config={config} />
        </span>
      }
      actions={actions.includes('enable') && <EnableButton {...lifecycle} variant="filled" />}
      facts={<Facts provider={provider} />}
    />
  );
}

export function DirectoryPage() {
  const { id } = route.useParams();
  const query = useQuery(directoryById(id));
  return <AskedProvider query={query}>{(provider) => <Loaded provider={provider} key={id} />}</AskedProvider>;
}
