import { useTranslation } from 'react-i18next';
import type { SettingWords } from '../../components/edit-frame';
import { useFormats } from '../../lib/formats';

const CHOICES: readonly string[] = ['config.tls', 'config.groupWay', 'config.scheduleKind'];
const LONG: readonly string[] = ['config.caCertificate'];

/** Names of a directory's settings, and their values as words. */
export function useSettingWords(): SettingWords {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const wordsOf = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('common:changes.empty');
    if (field === 'config.bindPassword' || LONG.includes(field)) return t('common:changes.secret');
    if (Array.isArray(value)) return t('common:form.entries', { count: value.length });
    if (typeof value === 'number') return format.number(value);
    if (typeof value !== 'string') return JSON.stringify(value);
    return CHOICES.includes(field) ? t(`${field.replace('config.', '')}.${value}.name`) : value;
  };
  return {
    nameOf: (field: string) => t(`field.${field.replace('config.', '')}`, { defaultValue: field }),
    wordsOf,
  };
}
