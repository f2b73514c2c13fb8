import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInResult } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { api } from '../../lib/api';
import { problemCode } from '../../lib/problems';
import { useSending } from '../../lib/use-sending';
import { directoryNamed, DirectoryField, type Directories } from './directory-field';
import { DomainField } from './domain-field';
import classes from './outside.module.css';

export type Entered = {
  readonly domain: string;
  readonly username: string;
  readonly password: string;
  /** The directory's id; empty to leave the choice to the server. */
  readonly directory: string;
};
type Missing = { readonly username?: boolean; readonly password?: boolean };

type SignInFormProps = {
  /** The Domain to begin with; null while the field is not asked for. */
  readonly domain: string | null;
  readonly directories: Directories;
  readonly onDomainSettled: (domain: string) => void;
  readonly onSignedIn: (result: SignInResult, entered: Entered) => unknown;
};

/** Read when it is sent: what a password manager filled in counts, whether it told the page or not. */
function enteredIn(form: HTMLFormElement): Entered {
  const data = new FormData(form);
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    domain: text('organization').trim(),
    username: text('username').trim(),
    password: text('password'),
    directory: text('directory'),
  };
}

function useSignIn(onSignedIn: SignInFormProps['onSignedIn']) {
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState<Missing>({});
  const [tried, setTried] = useState('');
  const request = async (entered: Entered) => {
    const { domain, directory, ...names } = entered;
    setTried(directory);
    const body = { ...names, ...(domain && { domain }), ...(directory && { providerId: directory }) };
    await onSignedIn(await api.auth.signIn(body), entered);
  };
  const { send, isSending, error } = useSending(request);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = enteredIn(event.currentTarget);
    const found: Missing = { username: entered.username === '', password: entered.password === '' };
    setMissing(found);
    if (found.username) username.current?.focus();
    else if (found.password) password.current?.focus();
    else send(entered);
  };
  const clear = (field: keyof Missing) => setMissing((old) => (old[field] ? { ...old, [field]: false } : old));
  return { username, password, missing, clear, submit, isSending, error, tried };
}

/** A directory that does not answer is called by its name. */
function useRefusalTitle(error: unknown, directories: Directories, tried: string): string {
  const { t } = useTranslation('sign-in');
  const name = problemCode(error) === 'provider-unavailable' ? directoryNamed(directories, tried) : null;
  return name === null ? t('refused') : t('directory.silent', { name });
}

export function SignInForm({ domain, directories, onDomainSettled, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation('sign-in');
  const { username, password, missing, clear, submit, isSending, error, tried } = useSignIn(onSignedIn);
  const refusal = useRefusalTitle(error, directories, tried);
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <FormErrors error={error} title={refusal} />
      {domain !== null && <DomainField domain={domain} onSettled={onDomainSettled} />}
      <TextInput
        ref={username}
        label={t('username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={domain !== ''}
        error={missing.username && t('typeUsername')}
        onChange={() => clear('username')}
      />
      <PasswordInput
        ref={password}
        aria-invalid={missing.password ?? false}
        label={t('password')}
        name="password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
        error={missing.password && t('typePassword')}
        onChange={() => clear('password')}
      />
      {directories.length > 0 && <DirectoryField directories={directories} />}
      <Button type="submit" size="md" fullWidth aria-disabled={isSending}>
        {isSending ? t('submitting') : t('submit')}
      </Button>
    </form>
  );
}
