import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SsoForm } from './use-provider-form';

export function NameField({ form }: { readonly form: SsoForm }) {
  const { t } = useTranslation('sso');
  return (
    <TextInput
      label={t('field.name')}
      description={t('help.name')}
      autoComplete="off"
      key={form.key('name')}
      {...form.getInputProps('name')}
    />
  );
}
