import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The texts of this page by keys that are made at run time. */
export function useWords(): (key: string) => string {
  const { t } = useTranslation('audit');
  return useCallback((key: string) => t(key), [t]);
}
