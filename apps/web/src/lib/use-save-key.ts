import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from './keys';

/** Saves the form as its button does. */
export function useSaveKey(form: RefObject<HTMLFormElement | null>): void {
  const { t } = useTranslation();
  useKeys([{ key: 'mod+s', label: t('keys.save'), run: () => form.current?.requestSubmit() }]);
}
