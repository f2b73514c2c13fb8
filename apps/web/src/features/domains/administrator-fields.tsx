import { Radio, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NewPasswordField } from '../../components/new-password-field';
import { useMe } from '../../lib/session';
import type { Access, CreateValues } from './domain-form';
import classes from './domains.module.css';

const WAYS: readonly Access[] = ['temporary', 'invitation', 'password'];

type FieldsProps = { readonly form: UseFormReturnType<CreateValues> };

function WayIn({ form }: FieldsProps) {
  const { t } = useTranslation('domains');
  const { mailConfigured, home } = useMe();
  const [access, setAccess] = useState<Access>('temporary');
  const [password, setPassword] = useState('');
  const { username, email } = form.getValues().administrator;
  const choose = (value: string) => {
    setAccess(value as Access);
    form.setFieldValue('administrator.access', value as Access);
    form.clearFieldError('administrator.password');
  };
  return (
    <>
      <Radio.Group label={t('access.label')} value={access} onChange={choose}>
        <div className={classes.ways}>
          {WAYS.map((way) => (
            <Radio
              key={way}
              value={way}
              label={t(`access.${way}`)}
              description={t(way === 'invitation' && !mailConfigured ? 'access.noMail' : `access.${way}Help`)}
            />
          ))}
        </div>
      </Radio.Group>
      {access === 'password' && (
        <NewPasswordField
          isFirst
          policy={home.passwordPolicy}
          label={t('access.field')}
          owner={{ username, email: email || null }}
          value={password}
          error={form.errors['administrator.password']}
          onChange={(value) => {
            setPassword(value);
            form.setFieldValue('administrator.password', value);
          }}
        />
      )}
    </>
  );
}

/** The first administrator of a new Domain, and how they get in. */
export function AdministratorFields({ form }: FieldsProps) {
  const { t } = useTranslation('domains');
  const field = (name: 'username' | 'firstName' | 'lastName' | 'email') => ({
    key: form.key(`administrator.${name}`),
    props: { label: t(`administrator.${name}`), autoComplete: 'off', ...form.getInputProps(`administrator.${name}`) },
  });
  const [username, firstName, lastName, email] = [
    field('username'),
    field('firstName'),
    field('lastName'),
    field('email'),
  ];
  return (
    <div className={classes.fields}>
      <TextInput key={username.key} autoCapitalize="none" spellCheck={false} {...username.props} />
      <div className={classes.pair}>
        <TextInput key={firstName.key} {...firstName.props} />
        <TextInput key={lastName.key} {...lastName.props} />
      </div>
      <TextInput
        key={email.key}
        type="email"
        {...email.props}
        label={`${t('administrator.email')} (${t('common:optional')})`}
        description={t('administrator.emailHelp')}
      />
      <WayIn form={form} />
    </div>
  );
}
