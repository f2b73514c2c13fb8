import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../lib/api';
import { isProblem } from '../../lib/problems';
import { NewPasswordForm } from './new-password-form';
import { Outside } from './outside';

/** The token stands behind the `#`, which is never sent to a server, and leaves the address at once. */
function takeToken(): string {
  const fragment = window.location.hash.slice(1);
  const token = new URLSearchParams(fragment).get('token') ?? fragment;
  if (fragment) window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}

let taken: string | null = null;
const tokenOnce = () => (taken ||= takeToken());

/** The link of an invitation: the first password. */
export function ResetPage() {
  const { t } = useTranslation('sign-in');
  const [token] = useState(tokenOnce);
  const [state, setState] = useState<'open' | 'done' | 'broken'>(token ? 'open' : 'broken');

  const save = async (newPassword: string) => {
    try {
      await api.auth.resetPassword({ token, newPassword });
      setState('done');
    } catch (error) {
      const isOver = isProblem(error) && (error.status === 401 || error.status === 404);
      if (!isOver) throw error;
      setState('broken');
    }
  };

  if (state === 'open') {
    return (
      <Outside title={t('reset.title')} lead={t('reset.lead')}>
        <NewPasswordForm username="" save={save} />
      </Outside>
    );
  }
  return (
    <Outside title={t(`reset.${state}Title`)} lead={t(`reset.${state}`)}>
      <Button component="a" href="/sign-in">
        {t('new.toSignIn')}
      </Button>
    </Outside>
  );
}
