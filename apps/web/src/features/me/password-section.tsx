import { PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors';
import { NewPasswordField } from '../../components/new-password-field';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { announce } from '../../lib/announce';
import { api, holdCsrfToken } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { meetsRules, type PasswordCase } from '../../lib/password-rules';
import { fieldText, placeErrors, problemCode } from '../../lib/problems';
import { meQuery, useMe } from '../../lib/session';
import { mySecondFactor, mySessions } from './queries';
import classes from './me.module.css';

type Flaws = { readonly current?: string | undefined; readonly new?: string | undefined };

const FIELDS = ['currentPassword', 'newPassword'];

const isWrongPassword = (error: unknown) => problemCode(error) === 'invalid-credentials';

function useChange(onChanged: () => void, onWrong: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) => api.me.changePassword(body),
    onSuccess: ({ csrfToken }) => {
      if (csrfToken) holdCsrfToken(csrfToken);
      onChanged();
      void client.invalidateQueries({ queryKey: mySessions.queryKey });
      return client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: (error) => {
      if (isWrongPassword(error)) onWrong();
    },
  });
}

/** Where a refusal of the change is shown. A wrong current password has a code of its own and names no field. */
function placed(error: unknown, wrong: string): Flaws & { readonly rest: unknown } {
  if (isWrongPassword(error)) return { current: wrong, rest: null };
  const { fields, rest } = placeErrors(error, (path) => FIELDS.includes(path));
  return { current: fields['currentPassword'], new: fields['newPassword'], rest: rest && error };
}

/** What the own Domain asks for, also while one works in another. */
function useAsked(): PasswordCase {
  const { user, home } = useMe();
  const { data: secondFactor } = useQuery({ ...mySecondFactor, enabled: false });
  const { username, email, firstName, lastName } = user;
  return {
    policy: home.passwordPolicy,
    owner: { username, email, firstName, lastName, domainNames: [home.name, home.displayName] },
    circumstances: { secondFactorEnforced: Boolean(secondFactor?.requiredBy) },
  };
}

function usePasswordForm(asked: PasswordCase) {
  const { t } = useTranslation('me');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [flaws, setFlaws] = useState<Flaws>({});
  const currentField = useRef<HTMLInputElement>(null);
  const toCurrent = () => currentField.current?.focus();
  const change = useChange(() => {
    setCurrent('');
    setNext('');
    announce(t('password.changed'));
  }, toCurrent);
  const refusal = change.error ? placed(change.error, t('password.wrong')) : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const found: Flaws = {
      current: current === '' ? t('password.typeCurrent') : undefined,
      new: next === '' ? fieldText('required', '') : meetsRules(next, asked) ? undefined : t('sign-in:rules.unmet'),
    };
    setFlaws(found);
    if (found.current) toCurrent();
    if (!found.current && !found.new) change.mutate({ currentPassword: current, newPassword: next });
  };
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    setFlaws({});
    change.reset();
  };

  const shown = { current: flaws.current ?? refusal?.current, new: flaws.new ?? refusal?.new, rest: refusal?.rest };
  const values = { current, next, setCurrent: edit(setCurrent), setNext: edit(setNext) };
  return { ...values, currentField, shown, submit, isPending: change.isPending, isSuccess: change.isSuccess };
}

function PasswordForm() {
  const { t } = useTranslation('me');
  const asked = useAsked();
  const { current, setCurrent, next, setNext, currentField, shown, submit, isPending, isSuccess } =
    usePasswordForm(asked);
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <FormErrors error={shown.rest} />
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
      <PasswordInput
        ref={currentField}
        aria-invalid={shown.current !== undefined}
        label={t('password.current')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('sign-in:showPassword'), tabIndex: 0 }}
        value={current}
        error={shown.current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <NewPasswordField {...asked} label={t('password.new')} value={next} error={shown.new} onChange={setNext} />
      <div className={classes.buttons}>
        <SendButton variant="default" aria-disabled={isPending}>
          {t(isPending ? 'password.submitting' : 'password.submit')}
        </SendButton>
        {isSuccess && <span className={classes.done}>{t('password.changed')}</span>}
      </div>
    </form>
  );
}

/** Since when it is in use, and until when. */
function PasswordAge() {
  const { t } = useTranslation('me');
  const { user } = useMe();
  const format = useFormats();
  if (!user.passwordChangedAt) return null;
  return (
    <span className="dimmed">
      {t('password.changedAt', { when: format.date(user.passwordChangedAt) })}
      {user.passwordExpiresAt && (
        <>
          <br />
          {t('password.expiresAt', { when: format.dateTime(user.passwordExpiresAt) })}
        </>
      )}
    </span>
  );
}

export function PasswordSection() {
  const { t } = useTranslation('me');
  const { user } = useMe();
  if (user.loginMethod !== 'standard') {
    return (
      <Section title={t('password.title')}>
        <p>{t('password.elsewhere')}</p>
      </Section>
    );
  }
  return (
    <Section title={t('password.title')} lead={t('password.lead')} aside={<PasswordAge />}>
      <PasswordForm />
    </Section>
  );
}
