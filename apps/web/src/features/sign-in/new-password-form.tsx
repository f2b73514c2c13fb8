import { Button } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors';
import { NewPasswordField } from '../../components/new-password-field';
import { meetsRules, type PasswordCase } from '../../lib/password-rules';
import { placeErrors } from '../../lib/problems';
import { useSending } from '../../lib/use-sending';
import classes from './outside.module.css';

type NewPasswordFormProps = {
  readonly asked: PasswordCase;
  readonly save: (newPassword: string) => Promise<unknown>;
};

function useNewPassword({ asked, save }: NewPasswordFormProps) {
  const { t } = useTranslation('sign-in');
  const field = useRef<HTMLInputElement>(null);
  const [password, setPassword] = useState('');
  const [isUnmet, setUnmet] = useState(false);
  const saving = useSending(save);
  const placed = saving.error ? placeErrors(saving.error, (path) => path === 'newPassword') : null;

  const change = (value: string) => {
    setPassword(value);
    setUnmet(false);
    saving.forget();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isMet = meetsRules(password, asked);
    setUnmet(!isMet);
    if (isMet) saving.send(password);
    else field.current?.focus();
  };
  const error = placed?.fields['newPassword'] ?? (isUnmet && t('rules.unmet'));
  return { field, password, change, submit, error, rest: placed?.rest, isSaving: saving.isSending };
}

/** One new password; no repetition, since it can be shown. */
export function NewPasswordForm({ asked, save }: NewPasswordFormProps) {
  const { t } = useTranslation('sign-in');
  const { field, password, change, submit, error, rest, isSaving } = useNewPassword({ asked, save });
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <FormErrors error={rest} title={t('new.refused')} />
      <input
        className="visually-hidden"
        type="text"
        name="username"
        autoComplete="username"
        value={asked.owner.username}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <NewPasswordField
        {...asked}
        ref={field}
        label={t('new.field')}
        autoFocus
        value={password}
        onChange={change}
        error={error}
      />
      <Button type="submit" size="md" fullWidth aria-disabled={isSaving}>
        {isSaving ? t('new.submitting') : t('new.submit')}
      </Button>
    </form>
  );
}
