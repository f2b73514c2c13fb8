import { Checkbox, Radio } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NewPasswordField } from '../../components/new-password-field';
import { useMe } from '../../lib/session';
import type { NewUserValues } from './user-values';
import classes from './users.module.css';

type NewUserForm = UseFormReturnType<NewUserValues>;
type Access = NewUserValues['initialPassword'];

const WAYS: readonly Access[] = ['temporary', 'own', 'invitation'];

function OwnPassword({ form }: { readonly form: NewUserForm }) {
  const { t } = useTranslation('users');
  const [password, setPassword] = useState('');
  const { domain } = useMe();
  const { username, email, firstName, lastName, twoFactorRequired } = form.getValues();
  return (
    <NewPasswordField
      label={t('access.password')}
      policy={domain.passwordPolicy}
      owner={{
        username,
        email: email.trim() || null,
        firstName,
        lastName,
        domainNames: [domain.name, domain.displayName],
      }}
      circumstances={{ secondFactorEnforced: twoFactorRequired }}
      isFirst
      value={password}
      onChange={(value) => {
        setPassword(value);
        form.setFieldValue('password', value);
      }}
      error={form.errors['password']}
    />
  );
}

/** One way in; one that the policy closes says so. */
function WayIn({ way }: { readonly way: Access }) {
  const { t } = useTranslation('users');
  const { mailConfigured, domain } = useMe();
  const isClosed = way === 'temporary' && !domain.passwordPolicy.temporaryPasswords;
  const waits = way === 'invitation' && !mailConfigured ? ` ${t('access.noMail')}` : '';
  return (
    <Radio
      className={classes.way}
      value={way}
      disabled={isClosed}
      label={t(`access.${way}`)}
      description={
        <>
          {t(`access.${way}Help`) + waits}
          {isClosed && <span className={classes.closed}>{t('reset.closed.temporaryOff')}</span>}
        </>
      }
    />
  );
}

/** How the new user gets in for the first time. */
export function AccessFields({ form }: { readonly form: NewUserForm }) {
  const { t } = useTranslation('users');
  const { mailConfigured } = useMe();
  const [access, setAccess] = useState<Access>(form.getValues().initialPassword);
  const waits = mailConfigured ? '' : ` ${t('access.noMail')}`;
  const choose = (value: string) => {
    setAccess(value as Access);
    form.setFieldValue('initialPassword', value as Access);
    form.setFieldValue('password', '');
  };
  return (
    <>
      <Radio.Group label={t('access.label')} value={access} onChange={choose} error={form.errors['initialPassword']}>
        <div className={classes.ways}>
          {WAYS.map((way) => (
            <WayIn key={way} way={way} />
          ))}
        </div>
      </Radio.Group>
      {access === 'own' && <OwnPassword form={form} />}
      {access !== 'invitation' && (
        <Checkbox
          label={t('access.notify')}
          description={t('access.notifyHelp') + waits}
          key={form.key('notify')}
          {...form.getInputProps('notify', { type: 'checkbox' })}
        />
      )}
    </>
  );
}
