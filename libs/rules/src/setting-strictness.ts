import type { SettingName, SettingValue } from './settings.js';

/**
 * Which of two values is the stricter one. `lock` and `age`: higher and lower, where 0 stands for endless. What is
 * `free` each Domain chooses as it likes; what is `system` no Domain chooses.
 */
type Kind = 'higher' | 'lower' | 'lock' | 'age' | 'on' | 'off' | 'strict' | 'free' | 'system';

const KINDS: Readonly<Record<SettingName, Kind>> = {
  'passwords.mode': 'free',
  'passwords.minLength': 'higher',
  'passwords.maxLength': 'free',
  'passwords.requireUpper': 'on',
  'passwords.requireLower': 'on',
  'passwords.requireDigit': 'on',
  'passwords.requireSpecial': 'on',
  'passwords.maxAgeDays': 'age',
  'passwords.history': 'higher',
  'passwords.blocklist': 'on',
  'passwords.temporaryPasswords': 'off',
  'lockout.maxFailures': 'lower',
  'lockout.windowMinutes': 'higher',
  'lockout.lockMinutes': 'lock',
  'lockout.addressSlowAfter': 'system',
  'lockout.addressRefuseAfter': 'system',
  'sessions.allowConcurrentLogin': 'off',
  'sessions.maxConcurrent': 'lower',
  'sessions.idleMinutes': 'lower',
  'sessions.absoluteMinutes': 'lower',
  'twoFactor.required': 'on',
  forgotPassword: 'free',
  naming: 'strict',
  'reasons.deleteUser': 'on',
  'reasons.roleToAdministrator': 'on',
  'reasons.resetTwoFactor': 'on',
  'reasons.exportSensitive': 'on',
};

const RANKS: Readonly<Record<Kind, (value: SettingValue) => number>> = {
  higher: Number,
  lower: (value) => -Number(value),
  lock: (value) => (value === 0 ? Infinity : Number(value)),
  age: (value) => (value === 0 ? -Infinity : -Number(value)),
  on: Number,
  off: (value) => -Number(value),
  strict: (value) => Number(value === 'strict'),
  free: () => 0,
  system: () => 0,
};

const AT_LEAST: Readonly<Record<Kind, (floor: SettingValue) => string>> = {
  higher: (floor) => `the system asks for at least ${floor}`,
  lower: (floor) => `the system allows at most ${floor}`,
  lock: (floor) =>
    floor === 0 ? 'the system locks until unlocked (0)' : `the system asks for at least ${floor}, or 0`,
  age: (floor) => `the system allows at most ${floor}, and not 0`,
  on: () => 'the system asks for it',
  off: () => 'the system does not allow it',
  strict: () => 'the system asks for the strict form',
  free: () => '',
  system: () => '',
};

/** Whether a Domain's choice is held against what the system asks. */
export function hasFloor(name: SettingName): boolean {
  return KINDS[name] !== 'free' && KINDS[name] !== 'system';
}

export function isSystemWide(name: SettingName): boolean {
  return KINDS[name] === 'system';
}

export function isLooser(name: SettingName, value: SettingValue, floor: SettingValue): boolean {
  const rank = RANKS[KINDS[name]];
  return rank(value) < rank(floor);
}

/** What a choice below the floor is told. */
export function floorText(name: SettingName, floor: SettingValue): string {
  return AT_LEAST[KINDS[name]](floor);
}
