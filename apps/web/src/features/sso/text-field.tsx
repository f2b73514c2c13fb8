import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SsoForm } from './use-provider-form';

/** For what is copied, not written: no help of the browser with it. */
export const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

type TextFieldProps = {
  readonly form: SsoForm;
  readonly field: 'issuer' | 'clientId' | 'keyId' | 'metadataUrl' | 'entityId' | 'ssoUrl' | 'sloUrl' | 'nameIdFormat';
  readonly placeholder?: string;
  readonly isOptional?: boolean;
};

/** A text of the configuration that is copied from somewhere. */
export function TextField({ form, field, placeholder, isOptional = false }: TextFieldProps) {
  const { t } = useTranslation('sso');
  const name = t(`field.${field}`);
  return (
    <TextInput
      label={isOptional ? t('optional', { field: name }) : name}
      description={t(`help.${field}`)}
      placeholder={placeholder}
      classNames={{ input: 'mono' }}
      {...plain}
      key={form.key(`config.${field}`)}
      {...form.getInputProps(`config.${field}`)}
    />
  );
}
