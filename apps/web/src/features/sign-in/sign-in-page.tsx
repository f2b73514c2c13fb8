import { Alert, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInResult } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { keep, kept } from '../../lib/kept';
import { ownPath } from '../../lib/search';
import { handOver, nextStep } from './handover';
import { Outside } from './outside';
import { SignInForm, type Entered } from './sign-in-form';
import classes from './outside.module.css';

const route = getRouteApi('/sign-in');

function useDomainChoice() {
  const search = route.useSearch();
  const remembered = search.domain ?? kept('sign-in-domain') ?? '';
  const [domain, setDomain] = useState(remembered);
  const [named, setNamed] = useState(remembered);
  return { domain, setDomain, named, settle: () => setNamed(domain.trim()), remembered };
}

export function SignInPage() {
  const { t } = useTranslation('sign-in');
  const { next, reason } = route.useSearch();
  const router = useRouter();
  const choice = useDomainChoice();
  const [asksDomain, setAsksDomain] = useState(choice.remembered !== '');
  const [unsupported, setUnsupported] = useState(false);
  const methods = useQuery({
    queryKey: ['sign-in-methods', choice.named],
    queryFn: ({ signal }) => api.auth.methods(choice.named || undefined, { signal }),
    retry: false,
  });

  const proceed = async (result: SignInResult, { username, domain }: Entered) => {
    keep('sign-in-domain', domain || null);
    const step = nextStep(result);
    if (step === null) return router.navigate({ href: ownPath(next), replace: true });
    if (step.status !== 'password_change_required') return setUnsupported(true);
    handOver({ challenge: step.challenge, username });
    return router.navigate({ to: '/sign-in/new-password', search: { next } });
  };

  return (
    <Outside title={t('title')} banner={methods.data?.banner ?? null}>
      {reason === 'ended' && <Alert role="status">{t('ended')}</Alert>}
      {unsupported && (
        <Alert role="alert" color="danger" title={t('refused')}>
          {t('secondFactor')}
        </Alert>
      )}
      <SignInForm
        domain={asksDomain ? choice.domain : null}
        onDomain={choice.setDomain}
        onDomainSettled={choice.settle}
        onSignedIn={proceed}
      />
      {!asksDomain && (
        <Anchor component="button" type="button" className={classes.other} onClick={() => setAsksDomain(true)}>
          {t('anotherDomain')}
        </Anchor>
      )}
    </Outside>
  );
}
