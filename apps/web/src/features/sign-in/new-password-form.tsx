import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors';
import { meetsRules, NewPasswordField } from '../../components/new-password-field';
import { placeErrors } from '../../lib/problems';
import { useSending } from './use-sending';
import classes from './outside.module.css';

type NewPasswordFormProps = {
  readonly username: string;
  readonly save: (newPassword: string) => Promise<unknown>;
};

/** One new password; no repetition, since it can be shown. */
export function NewPasswordForm({ username, save }: NewPasswordFormProps) {
  const { t } = useTranslation('sign-in');
  const [password, setPassword] = useState('');
  const [isUnmet, setUnmet] = useState(false);
  const owner = { username, email: null };
  const saving = useSending(save);
  const placed = saving.error ? placeErrors(saving.error, (path) => path === 'newPassword') : null;

  const change = (value: string) => {
    setPassword(value);
    setUnmet(false);
    saving.forget();
  };
  const submit = () => {
    if (!meetsRules(password, owner)) return setUnmet(true);
    saving.send(password);
  };

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <FormErrors error={placed?.rest} title={t('new.refused')} />
      {username && (
        <input
          className="visually-hidden"
          type="text"
          name="username"
          autoComplete="username"
          value={username}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
      )}
      <NewPasswordField
        label={t('new.field')}
        autoFocus
        owner={owner}
        value={password}
        onChange={change}
        error={placed?.fields['newPassword'] ?? (isUnmet && t('rules.unmet'))}
      />
      <Button type="submit" size="md" fullWidth aria-disabled={saving.isSending}>
        {saving.isSending ? t('new.submitting') : t('new.submit')}
      </Button>
    </form>
  );
}
