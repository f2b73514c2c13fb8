import { Alert, Anchor } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionEnd, SignInResult } from 'wardkeep/contracts';
import { keep, kept } from '../../lib/kept';
import { proceed } from './flow';
import { directoriesOf, rememberDirectory } from './directory-field';
import { Outside } from './outside';
import { outsideSearch } from './place';
import { SignInForm, type Entered } from './sign-in-form';
import { SsoButtons } from './sso-buttons';
import { SsoRefusal } from './sso-refusal';
import { useMethods } from './use-methods';
import classes from './outside.module.css';

/** The ends that somebody brought about; of the others there is nothing to tell. */
const TOLD: readonly SessionEnd[] = [
  'newer-sign-in',
  'ended-by-administrator',
  'ended-by-user',
  'renewed',
  'password-changed',
  'password-reset',
  'password-compromised',
  'two-factor-reset',
  'provider-logout',
  'idle',
  'expired',
];

/** Why one is here again. */
function Reason() {
  const { t } = useTranslation('sign-in');
  const [{ reason, because, sso, reference }] = useState(outsideSearch);
  if (sso) return <SsoRefusal outcome={sso} reference={reference} />;
  if (!reason) return null;
  if (reason === 'over') return <Alert role="status">{t('over')}</Alert>;
  const why = because && TOLD.includes(because) ? t(`endedBecause.${because}`) : t('ended');
  return <Alert role="status">{why}</Alert>;
}

const forgotAddress = (domain: string) => (domain ? `/forgot?${new URLSearchParams({ domain })}` : '/forgot');

type OthersProps = { readonly forgot: string | null; readonly onAskDomain: (() => void) | null };

/** What else one can do here. */
function Others({ forgot, onAskDomain }: OthersProps) {
  const { t } = useTranslation('sign-in');
  if (!forgot && !onAskDomain) return null;
  return (
    <div className={classes.others}>
      {forgot && <Anchor href={forgot}>{t('forgotLink')}</Anchor>}
      {onAskDomain && (
        <Anchor component="button" type="button" onClick={onAskDomain}>
          {t('anotherDomain')}
        </Anchor>
      )}
    </div>
  );
}

export function SignInPage() {
  const { t } = useTranslation('sign-in');
  const [{ domain: linked }] = useState(outsideSearch);
  const [remembered] = useState(linked ?? kept('sign-in-domain') ?? '');
  const [named, setNamed] = useState(remembered);
  const [asksDomain, setAsksDomain] = useState(remembered !== '');
  const methods = useMethods(named);
  const directories = directoriesOf(methods);

  const goAhead = (result: SignInResult, { username, domain, directory }: Entered) => {
    rememberDirectory(directories, directory);
    keep('sign-in-domain', domain || null);
    return proceed(result, username);
  };

  return (
    <Outside title={t('title')} banner={methods?.banner ?? null}>
      <Reason />
      <SignInForm
        domain={asksDomain ? remembered : null}
        directories={directories}
        onDomainSettled={setNamed}
        onSignedIn={goAhead}
      />
      <SsoButtons methods={methods} onStart={() => keep('sign-in-domain', named || null)} />
      <Others
        forgot={methods?.forgotPassword ? forgotAddress(named) : null}
        onAskDomain={asksDomain ? null : () => setAsksDomain(true)}
      />
    </Outside>
  );
}
