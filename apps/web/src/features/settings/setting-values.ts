import {
  SETTING_BOUNDS,
  type Effective,
  type FieldChange,
  type PasswordMode,
  type PasswordPolicy,
  type Settings,
  type SettingValues,
  type UpdateSettingsDto,
} from 'wardkeep/contracts';
import {
  CLASSIC_POLICY,
  FLAT_DEFAULTS,
  isLooser,
  isSettingName,
  NIST_POLICY,
  SETTING_NAMES,
  toSettingValues,
  type FlatSettings,
  type SettingName,
  type SettingValue,
} from 'wardkeep/rules';
import type { Whose } from './queries';

type Setting = Effective<SettingValue>;

/** What was changed in the form; null gives a value back to what it comes from otherwise. */
export type Edits = { readonly [K in SettingName]?: SettingValue | null };

/** What holds, and what somebody is about to make of it. */
export type Draft = { readonly whose: Whose; readonly settings: Settings; readonly edits: Edits };

const MODE = 'passwords.mode';
const SEVERAL = 'sessions.allowConcurrentLogin';
const CAP = 'sessions.maxConcurrent';
const PRESETS: Readonly<Record<Exclude<PasswordMode, 'custom'>, PasswordPolicy>> = {
  classic: CLASSIC_POLICY,
  nist: NIST_POLICY,
};
const RULES = SETTING_NAMES.filter((name) => name.startsWith('passwords.') && name !== MODE);

export function settingAt(settings: Settings, path: SettingName): Setting {
  const [group = '', name] = path.split('.');
  const found = (settings as unknown as Readonly<Record<string, unknown>>)[group];
  return (name === undefined ? found : (found as Readonly<Record<string, unknown>>)[name]) as Setting;
}

export const pathsOf = (edits: Edits): SettingName[] => Object.keys(edits).filter(isSettingName);

/** What holds when nobody chooses here: the default, or the system's value; null where a Domain does not know it. */
function inherited({ whose, settings }: Draft, path: SettingName): SettingValue | null {
  return whose === null ? FLAT_DEFAULTS[path] : (settingAt(settings, path).floor ?? null);
}

/** What the chosen kind of rules says of a rule, when another kind was chosen than the one that holds. */
function presetAt({ settings, edits }: Draft, path: SettingName): SettingValue | null {
  const mode = edits[MODE];
  const setting = settingAt(settings, path);
  if ((mode !== 'classic' && mode !== 'nist') || !RULES.includes(path) || setting.locked) return null;
  const value = PRESETS[mode][path.slice('passwords.'.length) as keyof PasswordPolicy];
  const isBelow = path === 'passwords.minLength' && setting.floor !== undefined && isLooser(path, value, setting.floor);
  return isBelow ? (setting.floor ?? value) : value;
}

/** How many sessions there are at once when that is switched on and nobody chose a number. */
function capAt({ whose, settings, edits }: Draft, path: SettingName): SettingValue | null {
  const isNew = edits[SEVERAL] === true && !settings.sessions.allowConcurrentLogin.value;
  if (path !== CAP || !isNew || settingAt(settings, CAP).locked) return null;
  return whose === null ? SETTING_BOUNDS.maxConcurrent[1] : (settingAt(settings, CAP).floor ?? null);
}

/** The value as the form shows it. An emptied number is an empty text; null is a value that only the system knows. */
export function valueAt(draft: Draft, path: SettingName): SettingValue | null {
  const edit = draft.edits[path];
  if (edit === null) return inherited(draft, path);
  return edit ?? presetAt(draft, path) ?? capAt(draft, path) ?? settingAt(draft.settings, path).value;
}

/** All values for sentences; a number that is none yet counts as it was. */
export function valuesOf(draft: Draft): SettingValues {
  const known = SETTING_NAMES.map((path) => {
    const [value, held] = [valueAt(draft, path), settingAt(draft.settings, path).value];
    return [path, typeof value === typeof held ? value : held] as const;
  });
  return toSettingValues(Object.fromEntries(known) as FlatSettings);
}

/** The edits with one more; one that says what holds already is none. */
function edited({ settings, edits }: Draft, path: SettingName, value: SettingValue | null): Edits {
  const { [path]: _, ...others } = edits;
  return value === settingAt(settings, path).value ? others : { ...others, [path]: value };
}

/** Edits that newer settings do not say already. */
export const remaining = (draft: Draft): Edits =>
  pathsOf(draft.edits).reduce<Edits>(
    (edits, path) => edited({ ...draft, edits }, path, draft.edits[path] ?? null),
    draft.edits,
  );

/** The rules of a kind that was only chosen become edits of their own, to be changed one by one. */
function spelledOut(draft: Draft): Edits {
  const rules = RULES.flatMap((path) => {
    const value = presetAt(draft, path);
    return value === null ? [] : [[path, value] as const];
  });
  const custom = edited(draft, MODE, 'custom');
  return rules.reduce<Edits>((edits, [path, value]) => edited({ ...draft, edits }, path, value), custom);
}

/** Another kind of rules brings its own and drops those chosen by hand. Custom starts from what is there. */
function afterMode(draft: Draft, mode: SettingValue | null): Edits {
  if (mode === 'custom') return spelledOut(draft);
  const others = Object.fromEntries(
    pathsOf(draft.edits).flatMap((p) => (RULES.includes(p) ? [] : [[p, draft.edits[p]]])),
  );
  return edited({ ...draft, edits: others }, MODE, mode);
}

/** With one session at a time, a number of them chosen before would contradict. */
function afterSeveral(draft: Draft, value: SettingValue | null): Edits {
  const { [CAP]: _, ...others } = edited(draft, SEVERAL, value);
  const hasOwnCap = mayGiveBack({ ...draft, edits: others }, CAP);
  return value === false && hasOwnCap ? { ...others, [CAP]: null } : others;
}

/** The edits after one more. A rule of passwords changed by hand leaves the kind that it came from. */
export function afterEdit(draft: Draft, path: SettingName, value: SettingValue | null): Edits {
  if (path === MODE) return afterMode(draft, value);
  if (path === SEVERAL) return afterSeveral(draft, value);
  const isPreset = valueAt(draft, MODE) !== 'custom' && !settingAt(draft.settings, MODE).locked;
  const leaves = RULES.includes(path) && isPreset && value !== valueAt(draft, path);
  return edited({ ...draft, edits: leaves ? spelledOut(draft) : draft.edits }, path, value);
}

export function bodyOf(edits: Edits): UpdateSettingsDto {
  const body: Record<string, unknown> = {};
  for (const path of pathsOf(edits)) {
    const [group = '', name] = path.split('.');
    if (name === undefined) body[group] = edits[path];
    else body[group] = { ...(body[group] as object | undefined), [name]: edits[path] };
  }
  return body;
}

/** Everything that would be different, also what only the kind of rules brings. */
export const changesOf = (draft: Draft): FieldChange[] =>
  SETTING_NAMES.map((path) => ({
    field: path,
    before: settingAt(draft.settings, path).value,
    after: valueAt(draft, path),
  })).filter(({ before, after }) => before !== after);

/** Whether a rule is what the kind of rules says. */
export const isOfPreset = (settings: Settings, path: SettingName): boolean =>
  RULES.includes(path) && settings.passwords.mode.value !== 'custom';

/** Whether the value was chosen at this very level. The rules of a preset go back with the kind of rules only. */
export function mayGiveBack({ whose, settings, edits }: Draft, path: SettingName): boolean {
  const { origin, locked } = settingAt(settings, path);
  const isOwn = origin === (whose === null ? 'global' : 'domain');
  return isOwn && !locked && !isOfPreset(settings, path) && edits[path] === undefined;
}

type Bounds = readonly [least: number, most: number];

export function boundsOf(path: SettingName): Bounds | null {
  const name = path.split('.').at(-1) ?? path;
  return (SETTING_BOUNDS as Readonly<Record<string, Bounds>>)[name] ?? null;
}

/** Whether a number was left out or lies outside what anybody may choose. */
export function isOutside(path: SettingName, value: SettingValue | null): boolean {
  const bounds = boundsOf(path);
  if (bounds === null || value === null) return false;
  return typeof value !== 'number' || !Number.isInteger(value) || value < bounds[0] || value > bounds[1];
}

export type Floor = { readonly kind: 'least' | 'most'; readonly value: number } | { readonly kind: 'on' | 'off' };

/** What the system asks of a Domain; null where it leaves everything open. Another kind of rules has its own floor. */
export function floorOf(draft: Draft, path: SettingName): Floor | null {
  const { floor } = settingAt(draft.settings, path);
  if (path !== 'passwords.minLength' && presetAt(draft, path) !== null) return null;
  if (typeof floor === 'boolean') return isLooser(path, !floor, floor) ? { kind: floor ? 'on' : 'off' } : null;
  if (typeof floor === 'string') return floor === 'strict' ? { kind: 'on' } : null;
  return typeof floor === 'number' ? numericFloor(path, floor) : null;
}

function numericFloor(path: SettingName, floor: number): Floor | null {
  const [least, most] = boundsOf(path) ?? [0, Infinity];
  if (floor < most && isLooser(path, floor + 1, floor)) return { kind: 'most', value: floor };
  return floor > least && isLooser(path, floor - 1, floor) ? { kind: 'least', value: floor } : null;
}
