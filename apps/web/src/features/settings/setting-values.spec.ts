import { describe, expect, it } from '@jest/globals';
import type { Settings } from 'wardkeep/contracts';
import { resolveSettings, SETTING_NAMES, toSettings, type ChosenSettings, type SettingName } from 'wardkeep/rules';
import {
  afterEdit,
  bodyOf,
  changesOf,
  floorOf,
  isOutside,
  mayGiveBack,
  remaining,
  valueAt,
  valuesOf,
  type Draft,
} from './setting-values';

type Layers = { readonly configured?: ChosenSettings; readonly global?: ChosenSettings };

const system = ({ configured = {}, global = {} }: Layers = {}): Settings =>
  toSettings(resolveSettings({ configured, global, domain: null }), 1);
const ofDomain = (domain: ChosenSettings, { configured = {}, global = {} }: Layers = {}): Settings =>
  toSettings(resolveSettings({ configured, global, domain }), 1);

const draft = (settings: Settings, whose: Draft['whose'] = null): Draft => ({ whose, settings, edits: {} });
const edit = (from: Draft, path: SettingName, value: string | number | boolean | null): Draft => ({
  ...from,
  edits: afterEdit(from, path, value),
});

describe('a draft of settings', () => {
  it('changes nothing at first, and nothing when a value is put back', () => {
    const idle = edit(draft(system()), 'sessions.idleMinutes', 60);
    expect(bodyOf(idle.edits)).toEqual({ sessions: { idleMinutes: 60 } });
    expect(edit(idle, 'sessions.idleMinutes', 1_440).edits).toEqual({});
  });

  it('says null to give a value back, and shows what holds then', () => {
    const chosen = draft(system({ global: { 'lockout.lockMinutes': 60 } }));
    const back = edit(chosen, 'lockout.lockMinutes', null);
    expect(bodyOf(back.edits)).toEqual({ lockout: { lockMinutes: null } });
    expect(valueAt(back, 'lockout.lockMinutes')).toBe(30);
  });

  it("gives a Domain's value back to the system's, which may be known to the system only", () => {
    const settings = ofDomain(
      { 'lockout.maxFailures': 3, forgotPassword: true },
      { global: { 'lockout.maxFailures': 4 } },
    );
    const back = edit(edit(draft(settings, 'd1'), 'lockout.maxFailures', null), 'forgotPassword', null);
    expect(valueAt(back, 'lockout.maxFailures')).toBe(4);
    expect(valueAt(back, 'forgotPassword')).toBeNull();
  });

  it('keeps its edits over newer settings, but those that they say already', () => {
    const mine = edit(edit(draft(system()), 'sessions.idleMinutes', 60), 'lockout.maxFailures', 3);
    const newer = { ...mine, settings: system({ global: { 'lockout.maxFailures': 3 } }) };
    expect(remaining(newer)).toEqual({ 'sessions.idleMinutes': 60 });
  });

  it('reads a number that is none yet as it was', () => {
    const emptied = edit(draft(system()), 'lockout.maxFailures', '');
    expect(valuesOf(emptied).lockout.maxFailures).toBe(5);
    expect(isOutside('lockout.maxFailures', '')).toBe(true);
  });
});

describe('several sessions at once', () => {
  it('are as many as there may be, until somebody chooses a number', () => {
    const several = edit(draft(system()), 'sessions.allowConcurrentLogin', true);
    expect(valueAt(several, 'sessions.maxConcurrent')).toBe(3);
    expect(valueAt(edit(several, 'sessions.maxConcurrent', 2), 'sessions.maxConcurrent')).toBe(2);
  });

  it('give back their number when they are switched off', () => {
    const settings = system({ global: { 'sessions.allowConcurrentLogin': true, 'sessions.maxConcurrent': 2 } });
    const one = edit(draft(settings), 'sessions.allowConcurrentLogin', false);
    expect(bodyOf(one.edits)).toEqual({ sessions: { allowConcurrentLogin: false, maxConcurrent: null } });
    expect(edit(one, 'sessions.allowConcurrentLogin', true).edits).toEqual({});
  });
});

describe('the kind of rules', () => {
  const nist = edit(draft(system()), 'passwords.mode', 'nist');

  it('is sent alone and shows all that it brings', () => {
    expect(bodyOf(nist.edits)).toEqual({ passwords: { mode: 'nist' } });
    expect(valuesOf(nist).passwords).toMatchObject({ minLength: 15, maxAgeDays: 0, requireUpper: false });
    expect(changesOf(nist).map(({ field }) => field)).toContain('passwords.maxAgeDays');
  });

  it('drops what was changed by hand', () => {
    const longer = edit(draft(system()), 'passwords.minLength', 20);
    expect(longer.edits).toEqual({ 'passwords.mode': 'custom', 'passwords.minLength': 20 });
    expect(edit(longer, 'passwords.mode', 'classic').edits).toEqual({});
  });

  it('becomes custom with the first rule changed by hand, and keeps the others', () => {
    const longer = edit(nist, 'passwords.minLength', 20);
    expect(longer.edits).toMatchObject({ 'passwords.mode': 'custom', 'passwords.maxAgeDays': 0 });
    expect(valuesOf(longer).passwords).toMatchObject({ mode: 'custom', minLength: 20, history: 0 });
  });

  it('leaves alone what the configuration sets, and stays above the floor', () => {
    const configured = edit(draft(system({ configured: { 'passwords.history': 5 } })), 'passwords.mode', 'nist');
    expect(valueAt(configured, 'passwords.history')).toBe(5);
    const floor = ofDomain({}, { global: { 'passwords.mode': 'custom', 'passwords.minLength': 20 } });
    expect(valueAt(edit(draft(floor, 'd1'), 'passwords.mode', 'nist'), 'passwords.minLength')).toBe(20);
  });

  it('goes back as a whole', () => {
    const settings = system({ global: { 'passwords.mode': 'nist' } });
    expect(mayGiveBack(draft(settings), 'passwords.mode')).toBe(true);
    expect(mayGiveBack(draft(settings), 'passwords.minLength')).toBe(false);
  });
});

describe('what the system asks of a Domain', () => {
  const at = (path: SettingName, global: ChosenSettings = {}) => floorOf(draft(ofDomain({}, { global }), 'd1'), path);

  it.each<[SettingName, ReturnType<typeof floorOf>]>([
    ['passwords.minLength', { kind: 'least', value: 12 }],
    ['passwords.requireDigit', { kind: 'on' }],
    ['passwords.maxAgeDays', { kind: 'most', value: 90 }],
    ['passwords.temporaryPasswords', null],
    ['lockout.maxFailures', { kind: 'most', value: 5 }],
    ['lockout.lockMinutes', { kind: 'least', value: 30 }],
    ['sessions.allowConcurrentLogin', { kind: 'off' }],
    ['naming', null],
  ])('%s', (path, floor) => expect(at(path)).toEqual(floor));

  it('is nothing where the system leaves everything open', () => {
    expect(at('passwords.maxAgeDays', { 'passwords.mode': 'nist' })).toBeNull();
    expect(floorOf(draft(system()), 'passwords.minLength')).toBeNull();
  });
});

it('tells what lies outside of what anybody may choose', () => {
  expect(isOutside('passwords.minLength', 7)).toBe(true);
  expect(isOutside('passwords.minLength', 8)).toBe(false);
  expect(isOutside('lockout.lockMinutes', 0)).toBe(false);
  expect(SETTING_NAMES.filter((path) => isOutside(path, valueAt(draft(system()), path)))).toEqual([]);
});
