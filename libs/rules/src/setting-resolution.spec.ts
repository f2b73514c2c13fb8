import { describe, expect, it } from '@jest/globals';
import { resolveSettings, passwordFloor, toSettings, valuesOf, type SettingLayers } from './setting-resolution.js';
import { FLAT_DEFAULTS, SETTING_NAMES, type ChosenSettings, type SettingName } from './settings.js';

const layers = (configured: ChosenSettings, global: ChosenSettings = {}, domain: ChosenSettings | null = null) => ({
  configured,
  global,
  domain,
});
const NOTHING = layers({});

function found(name: SettingName, given: SettingLayers) {
  return resolveSettings(given)[name];
}

describe('the system', () => {
  it('has the defaults where nobody chose anything', () => {
    const resolved = resolveSettings(NOTHING);
    for (const name of SETTING_NAMES) {
      expect({ name, ...resolved[name] }).toEqual({
        name,
        value: FLAT_DEFAULTS[name],
        origin: 'default',
        locked: false,
      });
    }
  });

  it('takes the configuration over what is chosen, and that over the default', () => {
    const given = layers({ 'lockout.maxFailures': 3 }, { 'lockout.maxFailures': 7, 'lockout.lockMinutes': 0 });
    expect(found('lockout.maxFailures', given)).toEqual({ value: 3, origin: 'configuration', locked: true });
    expect(found('lockout.lockMinutes', given)).toEqual({ value: 0, origin: 'global', locked: false });
  });

  it.each([
    ['classic', 12, true, 90, 5],
    ['nist', 15, false, 0, 0],
  ] as const)('in the mode %s has its values', (mode, minLength, requireUpper, maxAgeDays, history) => {
    const given = layers({}, { 'passwords.mode': mode });
    expect(valuesOf(resolveSettings(given)).passwords).toMatchObject({ mode, minLength, requireUpper, maxAgeDays });
    expect(found('passwords.history', given)).toEqual({ value: history, origin: 'global', locked: false });
  });

  it('in a preset has no values beside it, but those of the configuration', () => {
    const given = layers({ 'passwords.history': 4 }, { 'passwords.mode': 'nist', 'passwords.minLength': 20 });
    expect(found('passwords.minLength', given).value).toBe(15);
    expect(found('passwords.history', given)).toEqual({ value: 4, origin: 'configuration', locked: true });
  });

  it('locks every password value when the configuration sets a preset', () => {
    const given = layers({ 'passwords.mode': 'nist' });
    expect(found('passwords.minLength', given)).toEqual({ value: 15, origin: 'configuration', locked: true });
    expect(found('passwords.minLength', layers({ 'passwords.mode': 'custom' })).locked).toBe(false);
  });

  it.each([
    { name: 'one session by default', chosen: {}, cap: 1 },
    { name: 'three once more are allowed', chosen: { 'sessions.allowConcurrentLogin': true }, cap: 3 },
    {
      name: 'the chosen number',
      chosen: { 'sessions.allowConcurrentLogin': true, 'sessions.maxConcurrent': 2 },
      cap: 2,
    },
    { name: 'one where only one is allowed', chosen: { 'sessions.maxConcurrent': 3 }, cap: 1 },
  ])('has $name', ({ chosen, cap }) => {
    expect(found('sessions.maxConcurrent', layers({}, chosen)).value).toBe(cap);
  });

  it('brings together what a changed configuration leaves', () => {
    expect(found('passwords.maxLength', layers({ 'passwords.minLength': 100 })).value).toBe(256);
    const short = { 'passwords.mode': 'custom', 'passwords.maxLength': 64 };
    expect(found('passwords.maxLength', layers({ 'passwords.minLength': 100 }, short)).value).toBe(100);
    expect(found('sessions.idleMinutes', layers({ 'sessions.absoluteMinutes': 60 })).value).toBe(60);
    expect(found('lockout.addressRefuseAfter', layers({ 'lockout.addressSlowAfter': 900 })).value).toBe(900);
  });
});

describe('a Domain', () => {
  const of = (domain: ChosenSettings, global: ChosenSettings = {}, configured: ChosenSettings = {}) =>
    layers(configured, global, domain);

  it('has what the system has where it chose nothing', () => {
    expect(found('passwords.minLength', of({}))).toEqual({ value: 12, origin: 'default', locked: false, floor: 12 });
    expect(found('naming', of({}, { naming: 'strict' }))).toEqual({
      value: 'strict',
      origin: 'global',
      locked: false,
      floor: 'strict',
    });
  });

  const custom = { 'passwords.mode': 'custom' };
  it.each([
    ['passwords.minLength', 14, 12, 14],
    ['passwords.minLength', 14, 16, 16],
    ['passwords.history', 5, 3, 5],
    ['passwords.history', 1, 3, 3],
    ['passwords.maxAgeDays', 30, 90, 30],
    ['passwords.maxAgeDays', 0, 90, 90],
    ['passwords.maxAgeDays', 90, 0, 90],
    ['passwords.requireUpper', false, true, true],
    ['passwords.requireUpper', true, false, true],
    ['passwords.blocklist', false, true, true],
    ['passwords.temporaryPasswords', true, false, false],
    ['passwords.temporaryPasswords', false, true, false],
    ['passwords.maxLength', 64, 128, 64],
    ['passwords.maxLength', 128, 64, 128],
    ['lockout.maxFailures', 3, 5, 3],
    ['lockout.maxFailures', 9, 5, 5],
    ['lockout.windowMinutes', 60, 15, 60],
    ['lockout.windowMinutes', 5, 15, 15],
    ['lockout.lockMinutes', 0, 30, 0],
    ['lockout.lockMinutes', 30, 0, 0],
    ['lockout.lockMinutes', 60, 30, 60],
    ['lockout.lockMinutes', 5, 30, 30],
    ['sessions.allowConcurrentLogin', true, false, false],
    ['sessions.allowConcurrentLogin', false, true, false],
    ['sessions.idleMinutes', 30, 60, 30],
    ['sessions.idleMinutes', 90, 60, 60],
    ['sessions.absoluteMinutes', 2_000, 3_000, 2_000],
    ['sessions.absoluteMinutes', 4_000, 3_000, 3_000],
    ['twoFactor.required', true, false, true],
    ['twoFactor.required', false, true, true],
    ['forgotPassword', true, false, true],
    ['forgotPassword', false, true, false],
    ['naming', 'strict', 'standard', 'strict'],
    ['naming', 'standard', 'strict', 'strict'],
  ] as const)('%s: chosen %s, the system has %s, so it has %s', (name, chosen, system, acts) => {
    const given = of({ ...custom, [name]: chosen }, { ...custom, [name]: system });
    expect(found(name, given)).toMatchObject({ value: acts, origin: acts === chosen ? 'domain' : 'global' });
  });

  it('can not choose what counts for the whole system', () => {
    const given = of({ 'lockout.addressSlowAfter': 5 });
    expect(found('lockout.addressSlowAfter', given)).toEqual({ value: 50, origin: 'default', locked: true });
  });

  it('has what the configuration sets', () => {
    const given = of({ 'lockout.maxFailures': 1 }, {}, { 'lockout.maxFailures': 4 });
    expect(found('lockout.maxFailures', given)).toEqual({ value: 4, origin: 'configuration', locked: true });
    const mode = of({ 'passwords.mode': 'classic' }, {}, { 'passwords.mode': 'nist' });
    expect(valuesOf(resolveSettings(mode)).passwords).toMatchObject({ mode: 'nist', requireUpper: false });
  });

  it('in another preset is asked neither composition nor age, but the length and the list', () => {
    const nist = of({ 'passwords.mode': 'nist' }, { 'passwords.mode': 'custom', 'passwords.minLength': 20 });
    const { passwords } = valuesOf(resolveSettings(nist));
    expect(passwords).toMatchObject({
      mode: 'nist',
      minLength: 20,
      requireUpper: false,
      maxAgeDays: 0,
      blocklist: true,
    });
    expect(found('passwords.minLength', nist)).toMatchObject({ origin: 'global', floor: 20 });
    expect(found('passwords.requireUpper', nist)).toEqual({ value: false, origin: 'domain', locked: false });
  });

  it('in the mode of the system follows it', () => {
    const same = of({ 'passwords.mode': 'nist' }, { 'passwords.mode': 'nist' });
    expect(found('passwords.minLength', same)).toEqual({ value: 15, origin: 'global', locked: false, floor: 15 });
  });

  it('that allows one session has one, whatever the limit of the system is', () => {
    const many = { 'sessions.allowConcurrentLogin': true, 'sessions.maxConcurrent': 2 };
    expect(found('sessions.maxConcurrent', of({}, many)).value).toBe(2);
    expect(found('sessions.maxConcurrent', of({ 'sessions.allowConcurrentLogin': false }, many)).value).toBe(1);
  });

  it('is asked at least what the system asks: its floor as a policy', () => {
    const system = valuesOf(resolveSettings(NOTHING)).passwords;
    expect(passwordFloor(resolveSettings(of({ 'passwords.mode': 'custom' })), system)).toEqual({
      ...system,
      mode: 'classic',
    });
    expect(passwordFloor(resolveSettings(of({ 'passwords.mode': 'nist' })), system)).toMatchObject({
      minLength: 12,
      requireUpper: false,
      blocklist: true,
      maxAgeDays: 0,
      temporaryPasswords: true,
    });
  });
});

it('is answered as groups', () => {
  const settings = toSettings(resolveSettings(NOTHING), 3);
  expect(settings.version).toBe(3);
  expect(settings.passwords.minLength).toEqual({ value: 12, origin: 'default', locked: false });
  expect(settings.forgotPassword).toEqual({ value: false, origin: 'default', locked: false });
});
