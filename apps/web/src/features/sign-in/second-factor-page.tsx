import { Anchor, Button, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecondFactorDto } from 'wardkeep/contracts';
import { CodeForm, isWrongCode } from '../../components/code-form';
import { FormErrors } from '../../components/form-errors';
import { api } from '../../lib/api';
import { useSending } from '../../lib/use-sending';
import { inTime, proceed, useHandover } from './flow';
import { Outside } from './outside';
import classes from './outside.module.css';

function RecoveryForm({ send }: { readonly send: (code: string) => Promise<unknown> }) {
  const { t } = useTranslation('sign-in');
  const field = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const sending = useSending(send);
  const isWrong = isWrongCode(sending.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(code.trim() === '');
    if (code.trim() === '') field.current?.focus();
    else sending.send(code.trim());
  };
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <FormErrors error={isWrong ? null : sending.error} title={t('factor.refused')} />
      <TextInput
        ref={field}
        label={t('factor.recoveryCode')}
        description={t('factor.recoveryHelp')}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        classNames={{ input: 'mono' }}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        autoFocus
        value={code}
        error={isMissing ? t('factor.typeRecoveryCode') : isWrong && t('factor.wrongRecoveryCode')}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          setMissing(false);
          sending.forget();
        }}
      />
      <Button type="submit" size="md" fullWidth aria-disabled={sending.isSending}>
        {t(sending.isSending ? 'submitting' : 'factor.submit')}
      </Button>
    </form>
  );
}

/** The step after the password: a code of the app, or one of those kept for the case that there is no app. */
export function SecondFactorPage() {
  const { t } = useTranslation('sign-in');
  const held = useHandover('second_factor_required');
  const [byRecovery, setByRecovery] = useState(false);
  if (!held) return null;
  const { username, step } = held;
  const send = async (proof: Omit<SecondFactorDto, 'challenge'>) =>
    proceed(await inTime(api.auth.secondFactor({ challenge: step.challenge, ...proof })), username);
  return (
    <Outside title={t('factor.title')} lead={t('factor.lead', { username })}>
      {byRecovery ? (
        <RecoveryForm send={(recoveryCode) => send({ recoveryCode })} />
      ) : (
        <CodeForm autoFocus send={(code) => send({ code })} />
      )}
      <div className={classes.others}>
        <Anchor component="button" type="button" onClick={() => setByRecovery(!byRecovery)}>
          {t(byRecovery ? 'factor.useApp' : 'factor.useRecovery')}
        </Anchor>
        <Anchor href="/sign-in">{t('factor.cancel')}</Anchor>
      </div>
    </Outside>
  );
}
