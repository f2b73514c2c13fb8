import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StripFact } from '../../components/fact-strip';
import { AskedProvider, ProviderFrame } from '../../components/provider-frame';
import { EnableButton } from '../../components/provider-lifecycle';
import { TimeText } from '../../components/time-text';
import { UserCount } from '../../components/user-count';
import { Soonest, soonestOf } from './expiring';
import { LastFailure } from './failures';
import { ProtocolMark } from './protocol-mark';
import { placeOf } from './sso-values';
import { providerById, type SsoProvider } from './queries';
import { useLifecycle } from './use-lifecycle';
import classes from './sso.module.css';

const route = getRouteApi('/shell/sso/$id');

const TABS = ['connection', 'mapping', 'test', 'history'];

type ProviderProps = { readonly provider: SsoProvider };

function Facts({ provider: { kind, users, lastSignInAt, lastFailure, expiring } }: ProviderProps) {
  const { t } = useTranslation('sso');
  return (
    <>
      <StripFact label={t('list.kind')}>
        <ProtocolMark protocol={kind} />
      </StripFact>
      <StripFact label={t('list.users')}>
        <UserCount count={users} />
      </StripFact>
      <StripFact label={t('list.lastSignIn')}>
        <TimeText at={lastSignInAt} relative />
      </StripFact>
      <StripFact label={t('list.lastFailure')}>
        <LastFailure failure={lastFailure} />
      </StripFact>
      <StripFact label={t('list.expiring')}>
        <Soonest first={soonestOf(expiring) ?? null} />
      </StripFact>
    </>
  );
}

function Loaded({ provider }: ProviderProps) {
  const lifecycle = useLifecycle(provider);
  const address = placeOf(provider);
  return (
    <ProviderFrame
      words="sso"
      provider={provider}
      tabs={TABS}
      lead={address !== null && <code className={classes.address}>{address}</code>}
      actions={provider.actions.includes('enable') && <EnableButton {...lifecycle} variant="filled" />}
      facts={<Facts provider={provider} />}
    />
  );
}

export function ProviderPage() {
  const { id } = route.useParams();
  const query = useQuery(providerById(id));
  return <AskedProvider query={query}>{(provider) => <Loaded provider={provider} key={id} />}</AskedProvider>;
}
