import type { UpdateSettingsDto } from 'wardkeep/contracts';
import { contradictionsOf } from './setting-contradictions.js';
import { resolveAsChosen, resolveSettings, type ResolvedSettings, type SettingLayers } from './setting-resolution.js';
import { floorText, isLooser } from './setting-strictness.js';
import {
  isOfPasswords,
  isSettingName,
  SETTING_NAMES,
  type ChosenSettings,
  type SettingName,
  type SettingValue,
} from './settings.js';

export type SettingRefusal = {
  readonly code: 'setting-locked' | 'setting-below-floor' | 'contradiction';
  readonly pointer: string;
  readonly detail: string;
};

export type SettingsChange = { readonly chosen: ChosenSettings; readonly refusals: readonly SettingRefusal[] };

/** What somebody sent; null gives a value back. */
type Wanted = ReadonlyMap<SettingName, SettingValue | null>;

const MODE: SettingName = 'passwords.mode';
const PASSWORD_NAMES = SETTING_NAMES.filter((name) => isOfPasswords(name) && name !== MODE);

/** What is chosen at a level after a change; or why it is refused, each reason with the place in the body. */
export function changeSettings(layers: SettingLayers, patch: UpdateSettingsDto): SettingsChange {
  const wanted = wantedOf(patch);
  const own = layers.domain ?? layers.global;
  const locked = lockedRefusals(resolveSettings(layers), wanted);
  if (locked.length > 0) return { chosen: own, refusals: locked };

  const { chosen: passwords, kept } = withPasswords(layers, wanted);
  const chosen = applied(
    passwords,
    [...wanted].filter(([name]) => !isOfPasswords(name)),
  );
  const after = at(layers, chosen);
  const judged = new Set([...wanted.keys(), ...kept]);
  const refusals = [...floorRefusals(resolveSettings(after), chosen, judged), ...contradictionRefusals(after, judged)];
  return { chosen: refusals.length > 0 ? own : chosen, refusals };
}

export function pointerTo(name: SettingName): string {
  return `/${name.replace('.', '/')}`;
}

function wantedOf(patch: UpdateSettingsDto): Wanted {
  const wanted = new Map<SettingName, SettingValue | null>();
  const add = (name: string, value: unknown) => {
    if (value !== undefined && isSettingName(name)) wanted.set(name, value as SettingValue | null);
  };
  for (const [group, value] of Object.entries(patch) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null) add(group, value);
    else for (const [name, inner] of Object.entries(value)) add(`${group}.${name}`, inner);
  }
  return wanted;
}

function at(layers: SettingLayers, chosen: ChosenSettings): SettingLayers {
  return layers.domain === null ? { ...layers, global: chosen } : { ...layers, domain: chosen };
}

function lockedRefusals(present: ResolvedSettings, wanted: Wanted): SettingRefusal[] {
  return [...wanted.keys()]
    .filter((name) => present[name].locked)
    .map((name) => ({
      code: 'setting-locked',
      pointer: pointerTo(name),
      detail:
        present[name].origin === 'configuration'
          ? 'is set by the configuration'
          : 'is set for the whole system, not for a Domain',
    }));
}

type Passwords = {
  readonly chosen: Partial<Record<SettingName, SettingValue>>;
  /** What a preset said and now is a choice of its own. */
  readonly kept: readonly SettingName[];
};

/**
 * A preset has no values of its own beside it: choosing one drops them, and choosing another value than the preset's
 * makes the mode `custom`, with everything else as the preset has it.
 */
function withPasswords(layers: SettingLayers, wanted: Wanted): Passwords {
  const own = layers.domain ?? layers.global;
  const mode = wanted.get(MODE);
  const base = mode === undefined || mode === 'custom' ? { ...own } : withMode(own, mode);
  const present = resolveSettings(at(layers, base));
  const values = [...wanted].filter(([name]) => isOfPasswords(name) && name !== MODE);
  const differs = values.some(([name, value]) => value !== null && value !== present[name].value);
  const isCustom = present[MODE].value === 'custom';
  const becomesCustom = mode === 'custom' || differs;
  if (!becomesCustom && (!isCustom || values.length === 0)) return { chosen: base, kept: [] };

  const kept = isCustom ? [] : PASSWORD_NAMES.filter((name) => !present[name].locked);
  const explicit = Object.fromEntries(kept.map((name) => [name, present[name].value]));
  return { chosen: applied({ ...base, ...explicit, [MODE]: 'custom' }, values), kept };
}

function applied(
  chosen: ChosenSettings,
  values: Iterable<readonly [SettingName, SettingValue | null]>,
): Partial<Record<SettingName, SettingValue>> {
  const result = { ...chosen };
  for (const [name, value] of values) {
    if (value === null) delete result[name];
    else result[name] = value;
  }
  return result;
}

function withMode(own: ChosenSettings, mode: SettingValue | null): Partial<Record<SettingName, SettingValue>> {
  const others = Object.entries(own).filter(([name]) => !isOfPasswords(name as SettingName));
  return { ...Object.fromEntries(others), ...(mode === null ? {} : { [MODE]: mode }) };
}

function floorRefusals(
  after: ResolvedSettings,
  chosen: ChosenSettings,
  judged: ReadonlySet<SettingName>,
): SettingRefusal[] {
  return [...judged].flatMap((name) => {
    const [value, { floor }] = [chosen[name], after[name]];
    if (value === undefined || floor === undefined || !isLooser(name, value, floor)) return [];
    return [{ code: 'setting-below-floor', pointer: pointerTo(name), detail: floorText(name, floor) }];
  });
}

function contradictionRefusals(after: SettingLayers, judged: ReadonlySet<SettingName>): SettingRefusal[] {
  return contradictionsOf(resolveAsChosen(after)).flatMap(({ names, detail }) => {
    const culprit = names.find((name) => judged.has(name));
    return culprit ? [{ code: 'contradiction', pointer: pointerTo(culprit), detail }] : [];
  });
}
