import { Anchor, Button, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResetLink } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { api } from '../../lib/api';
import { kept } from '../../lib/kept';
import { isProblem } from '../../lib/problems';
import { NewPasswordForm } from './new-password-form';
import { Outside } from './outside';
import { useMethods } from './use-methods';
import classes from './outside.module.css';

/** The token stands behind the `#`, which is never sent to a server, and leaves the address at once. */
function takeToken(): string {
  const fragment = window.location.hash.slice(1);
  const token = new URLSearchParams(fragment).get('token') ?? fragment;
  if (fragment) window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}

let taken: string | null = null;
const tokenOnce = () => (taken ||= takeToken());

type State =
  | { readonly kind: 'checking' }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'open'; readonly link: ResetLink }
  | { readonly kind: 'done'; readonly link: ResetLink };

/** Not a fault that passes: the server says that this token is good for nothing. */
const isOver = (error: unknown) => isProblem(error) && (error.status === 401 || error.status === 404);

function useLink(token: string) {
  const [state, setState] = useState<State>({ kind: token ? 'checking' : 'over' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!token) return;
    const request = new AbortController();
    api.auth.resetLink(token, { signal: request.signal }).then(
      (link) => setState({ kind: 'open', link }),
      (error: unknown) => {
        if (!request.signal.aborted) setState(isOver(error) ? { kind: 'over' } : { kind: 'failed', error });
      },
    );
    return () => request.abort();
  }, [token, round]);
  const retry = () => {
    setState({ kind: 'checking' });
    setRound(round + 1);
  };
  return { state, setState, retry };
}

function ToSignIn() {
  const { t } = useTranslation('sign-in');
  return (
    <Button component="a" href="/sign-in">
      {t('new.toSignIn')}
    </Button>
  );
}

/** A link that is used, too old or cut off: what to do instead. */
function LinkOver() {
  const { t } = useTranslation('sign-in');
  const methods = useMethods(kept('sign-in-domain') ?? '');
  return (
    <Outside title={t('reset.brokenTitle')} lead={t('reset.broken')}>
      <ToSignIn />
      {methods?.forgotPassword && (
        <Anchor href="/forgot" className={classes.other}>
          {t('reset.again')}
        </Anchor>
      )}
    </Outside>
  );
}

function LinkFailed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('sign-in');
  return (
    <Outside title={t('reset.checkingTitle')}>
      <FormErrors error={error} title={t('reset.failed')} />
      <Button onClick={onRetry}>{t('common:action.retry')}</Button>
    </Outside>
  );
}

type LinkOpenProps = {
  readonly token: string;
  readonly link: ResetLink;
  readonly onDone: () => void;
  readonly onOver: () => void;
};

function LinkOpen({ token, link, onDone, onOver }: LinkOpenProps) {
  const { t } = useTranslation('sign-in');
  const { username, domain, purpose, passwordPolicy: policy } = link;
  const save = async (newPassword: string) => {
    try {
      await api.auth.resetPassword({ token, newPassword });
      onDone();
    } catch (error) {
      if (!isOver(error)) throw error;
      onOver();
    }
  };
  const owner = { username, email: null, domainNames: [domain] };
  return (
    <Outside title={t(`reset.${purpose}.title`)} lead={t(`reset.${purpose}.lead`, { username, domain })}>
      <NewPasswordForm asked={{ policy, owner, isFirst: purpose === 'invitation' }} save={save} />
    </Outside>
  );
}

/** The link of an invitation, or of a mail for a forgotten password. */
export function ResetPage() {
  const { t } = useTranslation('sign-in');
  const [token] = useState(tokenOnce);
  const { state, setState, retry } = useLink(token);
  switch (state.kind) {
    case 'checking':
      return (
        <Outside title={t('reset.checkingTitle')}>
          <Loader size="sm" aria-hidden="true" />
        </Outside>
      );
    case 'over':
      return <LinkOver />;
    case 'failed':
      return <LinkFailed error={state.error} onRetry={retry} />;
    case 'open': {
      const { link } = state;
      const onDone = () => setState({ kind: 'done', link });
      return <LinkOpen token={token} link={link} onDone={onDone} onOver={() => setState({ kind: 'over' })} />;
    }
    case 'done': {
      const { username, purpose } = state.link;
      return (
        <Outside title={t(`reset.${purpose}.doneTitle`)} lead={t(`reset.${purpose}.done`, { username })}>
          <ToSignIn />
        </Outside>
      );
    }
  }
}
