import { useTranslation } from 'react-i18next';
import type { SettingWords } from '../../components/edit-frame';
import { useFormats } from '../../lib/formats';

const CHOICES: readonly string[] = [
  'config.metadataWay',
  'config.ssoBinding',
  'config.whenNoRole',
  'config.tokenEndpointAuthMethod',
];
/** Too secret or too long to be shown. */
const UNSHOWN: readonly string[] = ['config.clientSecret', 'config.privateKey', 'config.metadataXml'];

/** Names of a provider's settings, and their values as words. */
export function useSettingWords(): SettingWords {
  const { t } = useTranslation('sso');
  const format = useFormats();
  const textOf = (field: string, value: string) => {
    if (UNSHOWN.includes(field)) return t('common:changes.secret');
    return CHOICES.includes(field) ? t(`${field.replace('config.', '')}.${value}.name`) : value;
  };
  const wordsOf = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('common:changes.empty');
    if (Array.isArray(value)) return t('common:form.entries', { count: value.length });
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    if (typeof value === 'number') return format.number(value);
    return typeof value === 'string' ? textOf(field, value) : JSON.stringify(value);
  };
  return {
    nameOf: (field: string) => t(`field.${field.replace('config.', '')}`, { defaultValue: field }),
    wordsOf,
  };
}
