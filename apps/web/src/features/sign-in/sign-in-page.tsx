import { Alert, Anchor } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Banner, SignInResult } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { keep, kept } from '../../lib/kept';
import { handOver, nextStep } from './handover';
import { Outside } from './outside';
import { goOn, outsideSearch, toNewPassword } from './place';
import { SignInForm, type Entered } from './sign-in-form';
import classes from './outside.module.css';

/** The banner of the Domain that is named. Nothing tells here whether there is such a Domain. */
function useBanner(domain: string): Banner | null {
  const [banner, setBanner] = useState<Banner | null>(null);
  useEffect(() => {
    const request = new AbortController();
    api.auth.methods(domain || undefined, { signal: request.signal }).then(
      (methods) => setBanner(methods.banner),
      () => setBanner(null),
    );
    return () => request.abort();
  }, [domain]);
  return banner;
}

export function SignInPage() {
  const { t } = useTranslation('sign-in');
  const [{ reason, domain: linked }] = useState(outsideSearch);
  const [remembered] = useState(linked ?? kept('sign-in-domain') ?? '');
  const [named, setNamed] = useState(remembered);
  const [asksDomain, setAsksDomain] = useState(remembered !== '');
  const [unsupported, setUnsupported] = useState(false);
  const banner = useBanner(named);

  const proceed = (result: SignInResult, { username, domain }: Entered) => {
    keep('sign-in-domain', domain || null);
    const step = nextStep(result);
    if (step === null) return goOn();
    if (step.status !== 'password_change_required') return setUnsupported(true);
    handOver({ challenge: step.challenge, username });
    return toNewPassword();
  };

  return (
    <Outside title={t('title')} banner={banner}>
      {reason === 'ended' && <Alert role="status">{t('ended')}</Alert>}
      {unsupported && (
        <Alert role="alert" color="danger" title={t('refused')}>
          {t('secondFactor')}
        </Alert>
      )}
      <SignInForm domain={asksDomain ? remembered : null} onDomainSettled={setNamed} onSignedIn={proceed} />
      {!asksDomain && (
        <Anchor component="button" type="button" className={classes.other} onClick={() => setAsksDomain(true)}>
          {t('anotherDomain')}
        </Anchor>
      )}
    </Outside>
  );
}
