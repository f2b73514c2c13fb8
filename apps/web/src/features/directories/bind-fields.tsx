import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { KeptSecret } from '../../components/kept-secret';
import { asksPasswordAgain, type DirectoryValues } from './directory-values';
import type { DirectoryForm } from './use-directory-form';

type BindProps = {
  readonly form: DirectoryForm;
  readonly values: DirectoryValues;
  readonly provider: ProviderDetail | null;
};

function Password({ form, values, provider }: BindProps) {
  const { t } = useTranslation('directories');
  const [replaces, setReplaces] = useState(false);
  const setAt = provider?.secrets.bindPassword?.setAt;
  const asksAgain = provider !== null && asksPasswordAgain(provider, values.config);
  const isWrong = form.errors['config.bindPassword'] !== undefined;
  const isTyped = values.config.bindPassword !== '';
  if (setAt !== undefined && !replaces && !asksAgain && !isWrong && !isTyped) {
    return <KeptSecret label={t('field.bindPassword')} setAt={setAt} onReplace={() => setReplaces(true)} />;
  }
  return (
    <PasswordInput
      label={t('field.bindPassword')}
      description={t(asksAgain ? 'password.again' : 'help.bindPassword')}
      autoComplete="new-password"
      autoFocus={replaces}
      visibilityToggleButtonProps={{ 'aria-label': t('password.show'), tabIndex: 0 }}
      key={form.key('config.bindPassword')}
      {...form.getInputProps('config.bindPassword')}
    />
  );
}

/** As whom the directory is read. */
export function BindFields(props: BindProps) {
  const { t } = useTranslation('directories');
  const { form, values } = props;
  return (
    <>
      <TextInput
        label={t('field.optional', { field: t('field.bindDn') })}
        description={t('help.bindDn')}
        placeholder="cn=wardkeep,ou=services,dc=example,dc=org"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        classNames={{ input: 'mono' }}
        key={form.key('config.bindDn')}
        {...form.getInputProps('config.bindDn')}
      />
      {values.config.bindDn.trim() !== '' && <Password key={props.provider?.secrets.bindPassword?.setAt} {...props} />}
    </>
  );
}
