import type { PasswordPolicy, SettingOrigin, Settings, SettingValues } from 'wardkeep/contracts';
import { CLASSIC_POLICY, NIST_POLICY } from './password-policy.js';
import { hasFloor, isLooser, isSystemWide } from './setting-strictness.js';
import {
  FLAT_DEFAULTS,
  isOfPasswords,
  nested,
  SETTING_NAMES,
  toSettingValues,
  type ChosenSettings,
  type FlatSettings,
  type SettingName,
  type SettingValue,
} from './settings.js';

/** Who said what. `domain` is null where the system's own settings are asked for. */
export type SettingLayers = {
  readonly configured: ChosenSettings;
  readonly global: ChosenSettings;
  readonly domain: ChosenSettings | null;
};

export type ResolvedSetting = {
  readonly value: SettingValue;
  readonly origin: SettingOrigin;
  readonly locked: boolean;
  readonly floor?: SettingValue;
};

export type ResolvedSettings = Readonly<Record<SettingName, ResolvedSetting>>;

const PRESETS: Readonly<Record<string, PasswordPolicy>> = { classic: CLASSIC_POLICY, nist: NIST_POLICY };

/** What acts, where it comes from and how far down a Domain may go. */
export function resolveSettings(layers: SettingLayers): ResolvedSettings {
  return consistent(resolveAsChosen(layers));
}

/** The same before values that contradict each other are brought together. */
export function resolveAsChosen({ configured, global, domain }: SettingLayers): ResolvedSettings {
  const system = ofSystem(configured, global);
  return domain === null ? system : ofDomain(system, domain);
}

export function valuesOf(resolved: ResolvedSettings): SettingValues {
  return toSettingValues(mapped((name) => resolved[name].value));
}

export function toSettings(resolved: ResolvedSettings, version: number): Settings {
  return { ...(nested(resolved) as unknown as Omit<Settings, 'version'>), version };
}

/** What the system asks of a Domain's passwords at least; where it asks for nothing, the loosest that there is. */
export function passwordFloor(resolved: ResolvedSettings, system: PasswordPolicy): PasswordPolicy {
  const floor = <K extends keyof PasswordPolicy>(name: K, otherwise: PasswordPolicy[K]) =>
    (resolved[`passwords.${name}`].floor ?? otherwise) as PasswordPolicy[K];
  return {
    mode: system.mode,
    minLength: floor('minLength', 0),
    maxLength: system.maxLength,
    requireUpper: floor('requireUpper', false),
    requireLower: floor('requireLower', false),
    requireDigit: floor('requireDigit', false),
    requireSpecial: floor('requireSpecial', false),
    maxAgeDays: floor('maxAgeDays', 0),
    history: floor('history', 0),
    blocklist: floor('blocklist', false),
    temporaryPasswords: floor('temporaryPasswords', true),
  };
}

function ofSystem(configured: ChosenSettings, global: ChosenSettings): ResolvedSettings {
  const chosen = (name: SettingName): ResolvedSetting | null => {
    const [given, wanted] = [configured[name], global[name]];
    if (given !== undefined) return { value: given, origin: 'configuration', locked: true };
    return wanted === undefined ? null : { value: wanted, origin: 'global', locked: false };
  };
  const usual = (name: SettingName): ResolvedSetting => ({
    value: FLAT_DEFAULTS[name],
    origin: 'default',
    locked: false,
  });
  const mode = chosen('passwords.mode') ?? usual('passwords.mode');
  const preset = PRESETS[String(mode.value)];
  const allowsMore = chosen('sessions.allowConcurrentLogin')?.value === true;

  return mapped((name) => {
    if (name === 'passwords.mode') return mode;
    if (name === 'sessions.maxConcurrent') return chosen(name) ?? { ...usual(name), value: allowsMore ? 3 : 1 };
    if (!isOfPasswords(name) || !preset) return chosen(name) ?? usual(name);
    if (configured[name] !== undefined) return chosen(name) ?? usual(name);
    return { ...mode, value: ofPreset(preset, name) };
  });
}

function ofDomain(system: ResolvedSettings, domain: ChosenSettings): ResolvedSettings {
  const systemMode = system['passwords.mode'];
  const ownMode = systemMode.locked ? undefined : domain['passwords.mode'];
  const mode = ownMode ?? systemMode.value;
  const ownPreset = ownMode === systemMode.value ? undefined : PRESETS[String(ownMode)];

  const choiceOf = (name: SettingName): SettingValue | undefined => {
    if (!isOfPasswords(name) || name === 'passwords.mode') return domain[name];
    if (ownPreset) return ofPreset(ownPreset, name);
    return mode === 'custom' ? domain[name] : undefined;
  };
  const floorOf = (name: SettingName): SettingValue | undefined => {
    if (!hasFloor(name)) return undefined;
    if (!ownPreset || !isOfPasswords(name) || name === 'passwords.minLength') return system[name].value;
    return name === 'passwords.blocklist' ? true : undefined;
  };

  const settled = (name: SettingName, above: ResolvedSetting): ResolvedSetting => {
    if (above.locked) return above;
    if (isSystemWide(name)) return { ...above, locked: true };
    const [choice, floor] = [choiceOf(name), floorOf(name)];
    const known = floor === undefined ? {} : { floor };
    const isAbove = choice === undefined || (floor !== undefined && isLooser(name, choice, floor));
    if (!isAbove) return { value: choice, origin: 'domain', locked: false, ...known };
    return { ...above, ...(choice !== undefined && floor !== undefined && { value: floor }), ...known };
  };
  const found = mapped((name) => settled(name, system[name]));
  return withDerivedCap(found, domain['sessions.maxConcurrent']);
}

/** A Domain that allows one session has one, whatever the system's limit is. */
function withDerivedCap(found: ResolvedSettings, chosen: SettingValue | undefined): ResolvedSettings {
  const [cap, allowed] = [found['sessions.maxConcurrent'], found['sessions.allowConcurrentLogin']];
  if (cap.locked || chosen !== undefined || allowed.value === true) return found;
  return { ...found, 'sessions.maxConcurrent': { ...cap, value: 1, origin: allowed.origin } };
}

/** A floor that was raised, or a configuration that was changed, may leave choices that exclude each other. */
function consistent(found: ResolvedSettings): ResolvedSettings {
  const raised = (name: SettingName, least: SettingName) =>
    withValue(found[name], Math.max(Number(found[name].value), Number(found[least].value)));
  const { 'sessions.idleMinutes': idle, 'sessions.absoluteMinutes': absolute, 'sessions.maxConcurrent': cap } = found;
  const allowsMore = found['sessions.allowConcurrentLogin'].value === true;
  return {
    ...found,
    'passwords.maxLength': raised('passwords.maxLength', 'passwords.minLength'),
    'lockout.addressRefuseAfter': raised('lockout.addressRefuseAfter', 'lockout.addressSlowAfter'),
    'sessions.idleMinutes': withValue(idle, Math.min(Number(idle.value), Number(absolute.value))),
    'sessions.maxConcurrent': allowsMore ? cap : withValue(cap, 1),
  };
}

function withValue(setting: ResolvedSetting, value: SettingValue): ResolvedSetting {
  return setting.value === value ? setting : { ...setting, value };
}

function ofPreset(preset: PasswordPolicy, name: SettingName): SettingValue {
  return preset[name.slice('passwords.'.length) as keyof PasswordPolicy];
}

function mapped<T>(each: (name: SettingName) => T): Readonly<Record<SettingName, T>> {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, each(name)])) as Record<SettingName, T>;
}

/** Only the values, by dotted name. */
export function flatValues(resolved: ResolvedSettings): FlatSettings {
  return mapped((name) => resolved[name].value);
}
