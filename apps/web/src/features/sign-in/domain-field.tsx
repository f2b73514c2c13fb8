import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type DomainFieldProps = { readonly domain: string; readonly onSettled?: (name: string) => void };

/** The Domain by its name; nothing tells here whether there is one. */
export function DomainField({ domain, onSettled }: DomainFieldProps) {
  const { t } = useTranslation('sign-in');
  return (
    <TextInput
      label={t('domain')}
      description={t('domainHelp')}
      name="organization"
      autoComplete="organization"
      autoCapitalize="none"
      spellCheck={false}
      autoFocus={domain === ''}
      defaultValue={domain}
      onBlur={(event) => onSettled?.(event.currentTarget.value.trim())}
    />
  );
}
