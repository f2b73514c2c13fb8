import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SignInResult } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { api } from '../../lib/api';
import classes from './outside.module.css';

export type Entered = { readonly domain: string; readonly username: string; readonly password: string };

type SignInFormProps = {
  /** What is typed as the Domain; null while the field is not asked for. */
  readonly domain: string | null;
  readonly onDomain: (domain: string) => void;
  readonly onDomainSettled: () => void;
  readonly onSignedIn: (result: SignInResult, entered: Entered) => unknown;
};

export function SignInForm({ domain, onDomain, onDomainSettled, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation('sign-in');
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '' },
    validateInputOnChange: false,
    validate: {
      username: (value) => (value.trim() === '' ? t('typeUsername') : null),
      password: (value) => (value === '' ? t('typePassword') : null),
    },
  });
  const signIn = useMutation({
    mutationFn: ({ domain: name, username, password }: Entered) =>
      api.auth.signIn({ username, password, ...(name && { domain: name }) }),
    onSuccess: (result, entered) => onSignedIn(result, entered),
    onError: () => form.getInputNode('password')?.focus(),
  });
  const submit = form.onSubmit(
    ({ username, password }) => {
      if (!signIn.isPending) signIn.mutate({ domain: domain?.trim() ?? '', username: username.trim(), password });
    },
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? 'username')?.focus(),
  );

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <FormErrors error={signIn.error} title={t('refused')} />
      {domain !== null && (
        <TextInput
          label={t('domain')}
          description={t('domainHelp')}
          name="organization"
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={domain === ''}
          value={domain}
          onChange={(event) => onDomain(event.currentTarget.value)}
          onBlur={onDomainSettled}
        />
      )}
      <TextInput
        label={t('username')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={domain !== ''}
        key={form.key('username')}
        {...form.getInputProps('username')}
        name="username"
      />
      <PasswordInput
        label={t('password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
        key={form.key('password')}
        {...form.getInputProps('password')}
        name="password"
      />
      <Button type="submit" size="md" fullWidth aria-disabled={signIn.isPending}>
        {signIn.isPending ? t('submitting') : t('submit')}
      </Button>
    </form>
  );
}
