import { Anchor, Button, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors';
import { api } from '../../lib/api';
import { kept } from '../../lib/kept';
import { isProblem } from '../../lib/problems';
import { useSending } from '../../lib/use-sending';
import { DomainField } from './domain-field';
import { Outside } from './outside';
import { outsideSearch } from './place';
import classes from './outside.module.css';

type ForgotFormProps = { readonly domain: string; readonly onSent: () => void };

const entered = (form: HTMLFormElement, name: string): string => {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
};

function ForgotForm({ domain, onSent }: ForgotFormProps) {
  const { t } = useTranslation('sign-in');
  const field = useRef<HTMLInputElement>(null);
  const [isMissing, setMissing] = useState(false);
  const sending = useSending(async (form: HTMLFormElement) => {
    const named = entered(form, 'organization');
    await api.auth.forgotPassword({ username: entered(form, 'username'), ...(named && { domain: named }) });
    onSent();
  });
  const isOff = isProblem(sending.error) && sending.error.status === 404;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const isEmpty = entered(event.currentTarget, 'username') === '';
    setMissing(isEmpty);
    if (isEmpty) field.current?.focus();
    else sending.send(event.currentTarget);
  };
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <FormErrors error={isOff ? t('forgot.off') : sending.error} title={t('forgot.refused')} />
      {domain !== '' && <DomainField domain={domain} />}
      <TextInput
        ref={field}
        label={t('username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        error={isMissing && t('typeUsername')}
        onChange={() => setMissing(false)}
      />
      <Button type="submit" size="md" fullWidth aria-disabled={sending.isSending}>
        {t(sending.isSending ? 'forgot.submitting' : 'forgot.submit')}
      </Button>
    </form>
  );
}

/** Asks for a link by mail. What it says afterwards is the same whether the account exists or not. */
export function ForgotPage() {
  const { t } = useTranslation('sign-in');
  const [domain] = useState(() => outsideSearch().domain ?? kept('sign-in-domain') ?? '');
  const [isSent, setSent] = useState(false);
  return (
    <Outside title={t(isSent ? 'forgot.sentTitle' : 'forgot.title')} lead={t(isSent ? 'forgot.sent' : 'forgot.lead')}>
      {!isSent && <ForgotForm domain={domain} onSent={() => setSent(true)} />}
      <Anchor href="/sign-in" className={classes.other}>
        {t('new.toSignIn')}
      </Anchor>
    </Outside>
  );
}
