import { useTranslation } from 'react-i18next';

/** Names of a user's fields, and their values as words. */
export function useFieldWords() {
  const { t } = useTranslation('users');
  return {
    fieldName: (field: string) => t(`field.${field}`, { defaultValue: field }),
    valueText: (value: unknown): string => {
      if (value === null || value === undefined || value === '') return t('common:changes.empty');
      if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}
