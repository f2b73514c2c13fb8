import { useTranslation } from 'react-i18next';
import type { SettingName, SettingValue } from 'wardkeep/rules';
import { useFormats } from '../../lib/formats';
import type { Floor } from './setting-values';

type Unit = 'characters' | 'days' | 'minutes' | 'passwords' | 'failures' | 'sessions';

const UNITS: { readonly [K in SettingName]?: Unit } = {
  'passwords.minLength': 'characters',
  'passwords.maxLength': 'characters',
  'passwords.maxAgeDays': 'days',
  'passwords.history': 'passwords',
  'lockout.maxFailures': 'failures',
  'lockout.windowMinutes': 'minutes',
  'lockout.lockMinutes': 'minutes',
  'lockout.addressSlowAfter': 'failures',
  'lockout.addressRefuseAfter': 'failures',
  'sessions.maxConcurrent': 'sessions',
  'sessions.idleMinutes': 'minutes',
  'sessions.absoluteMinutes': 'minutes',
};

/** Numbers that say something else than how many. */
const MEANING_OF_NOTHING: { readonly [K in SettingName]?: string } = {
  'passwords.maxAgeDays': 'zero.maxAgeDays',
  'passwords.history': 'zero.history',
  'lockout.lockMinutes': 'zero.lockMinutes',
};

/** Names of settings, and their values as words. */
export function useSettingWords() {
  const { t } = useTranslation('settings');
  const format = useFormats();

  const unitOf = (path: SettingName, count: number) => {
    const unit = UNITS[path];
    return unit === undefined ? '' : t(`unit.${unit}`, { count });
  };
  const numberText = (path: SettingName, value: number) => {
    const zero = MEANING_OF_NOTHING[path];
    if (value === 0 && zero !== undefined) return t(zero);
    if (UNITS[path] === 'minutes') return format.duration(value);
    return `${format.number(value)} ${unitOf(path, value)}`;
  };
  const choiceText = (path: SettingName, value: string) => {
    if (path === 'passwords.mode') return t(`mode.${value}.name`);
    return path === 'naming' ? t(`naming.${value}`) : value;
  };
  const text = (path: SettingName, value: SettingValue | null) => {
    if (value === null) return t('systemsValue');
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    return typeof value === 'number' ? numberText(path, value) : choiceText(path, value);
  };
  return {
    nameOf: (path: string) => t(`field.${path}`, { defaultValue: path }),
    unitOf,
    text,
    /** The same number in words where it reads easier: 1440 minutes as 24 hours. */
    hint: (path: SettingName, value: SettingValue | null) => {
      if (typeof value !== 'number') return null;
      const isPlain = UNITS[path] !== 'minutes' || value % 60 !== 0;
      return isPlain && value !== 0 ? null : numberText(path, value);
    },
    floorText: (path: SettingName, floor: Floor) =>
      'value' in floor ? t(`floor.${floor.kind}`, { value: numberText(path, floor.value) }) : t(`floor.${floor.kind}`),
  };
}
