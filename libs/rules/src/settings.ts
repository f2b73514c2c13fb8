import type { SettingValues } from 'wardkeep/contracts';
import { CLASSIC_POLICY } from './password-policy.js';

/** What holds where nobody chose anything. */
export const DEFAULT_SETTINGS: SettingValues = {
  passwords: CLASSIC_POLICY,
  lockout: { maxFailures: 5, windowMinutes: 15, lockMinutes: 30, addressSlowAfter: 50, addressRefuseAfter: 500 },
  sessions: { allowConcurrentLogin: false, maxConcurrent: 1, idleMinutes: 1_440, absoluteMinutes: 10_080 },
  twoFactor: { required: false },
  forgotPassword: false,
  naming: 'standard',
  reasons: { deleteUser: false, roleToAdministrator: false, resetTwoFactor: false, exportSensitive: false },
};

type Values = SettingValues;

/** A setting by its dotted name, such as `passwords.minLength`. */
export type SettingName = {
  [G in keyof Values]: Values[G] extends object ? `${G}.${keyof Values[G] & string}` : G;
}[keyof Values];

export type SettingValue = string | number | boolean;
export type FlatSettings = Readonly<Record<SettingName, SettingValue>>;

/** Only what somebody chose. */
export type ChosenSettings = Readonly<Partial<Record<SettingName, SettingValue>>>;

export const FLAT_DEFAULTS = Object.fromEntries(
  Object.entries(DEFAULT_SETTINGS).flatMap(([group, value]): [string, SettingValue][] =>
    typeof value === 'object'
      ? Object.entries(value).map(([name, one]): [string, SettingValue] => [`${group}.${name}`, one])
      : [[group, value]],
  ),
) as FlatSettings;

export const SETTING_NAMES = Object.keys(FLAT_DEFAULTS) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(FLAT_DEFAULTS, name);
}

export function isOfPasswords(name: SettingName): boolean {
  return name.startsWith('passwords.');
}

/** Something said of each setting, as the object that the settings are. */
export function nested<T>(flat: Readonly<Record<SettingName, T>>): Readonly<Record<string, T | Record<string, T>>> {
  const groups: Record<string, T | Record<string, T>> = {};
  for (const name of SETTING_NAMES) {
    const [group = '', inner] = name.split('.');
    if (inner === undefined) groups[group] = flat[name];
    else groups[group] = { ...(groups[group] as Record<string, T> | undefined), [inner]: flat[name] };
  }
  return groups;
}

export function toSettingValues(flat: FlatSettings): SettingValues {
  return nested(flat) as unknown as SettingValues;
}
