import { PasswordInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeptSecret } from '../../components/kept-secret';
import type { SsoValues } from './sso-values';
import type { SsoForm } from './use-provider-form';

export type FieldsProps = {
  readonly form: SsoForm;
  readonly values: SsoValues;
};

type SecretFieldProps = FieldsProps & {
  readonly field: 'clientSecret' | 'privateKey';
  /** Since when one is kept; null before the first. */
  readonly setAt: string | null;
  /** It would go elsewhere now, or prove somebody else. */
  readonly asksAgain: boolean;
};

/** Shown as a field while there is none, it is to be replaced, or the server asks for it again. */
export function SecretField({ form, values, field, setAt, asksAgain }: SecretFieldProps) {
  const { t } = useTranslation('sso');
  const [replaces, setReplaces] = useState(false);
  const path = `config.${field}`;
  const isOpen = replaces || asksAgain || form.errors[path] !== undefined || values.config[field] !== '';
  const label = t(`field.${field}`);
  if (setAt !== null && !isOpen) {
    return <KeptSecret label={label} setAt={setAt} onReplace={() => setReplaces(true)} />;
  }
  const shared = {
    label,
    description: t(asksAgain ? 'secret.again' : `help.${field}`),
    autoFocus: replaces,
    ...form.getInputProps(path),
  };
  if (field === 'privateKey') {
    return (
      <Textarea
        key={form.key(path)}
        {...shared}
        placeholder="-----BEGIN PRIVATE KEY-----"
        autoComplete="off"
        spellCheck={false}
        autosize
        minRows={3}
        maxRows={8}
        classNames={{ input: 'mono' }}
      />
    );
  }
  return (
    <PasswordInput
      key={form.key(path)}
      {...shared}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('secret.show'), tabIndex: 0 }}
    />
  );
}
