import { describe, expect, it } from '@jest/globals';
import { changeSettings, pointerTo } from './setting-changes.js';
import { resolveSettings, valuesOf, type SettingLayers } from './setting-resolution.js';
import type { ChosenSettings } from './settings.js';

const NOTHING: SettingLayers = { configured: {}, global: {}, domain: null };
const global = (chosen: ChosenSettings, configured: ChosenSettings = {}) => ({
  configured,
  global: chosen,
  domain: null,
});
const domain = (chosen: ChosenSettings, above: ChosenSettings = {}, configured: ChosenSettings = {}) => ({
  configured,
  global: above,
  domain: chosen,
});

/** The password policy after a change. */
function policyAfter(layers: SettingLayers, passwords: object) {
  const { chosen, refusals } = changeSettings(layers, { passwords });
  expect(refusals).toEqual([]);
  const after = layers.domain === null ? { ...layers, global: chosen } : { ...layers, domain: chosen };
  return valuesOf(resolveSettings(after)).passwords;
}

const codesOf = ({ refusals }: { refusals: readonly { code: string; pointer: string }[] }) =>
  refusals.map(({ code, pointer }) => `${code} ${pointer}`);

describe('a change', () => {
  it('keeps what it does not name, and gives back what is null', () => {
    const layers = global({ 'lockout.maxFailures': 3, forgotPassword: true });
    const { chosen } = changeSettings(layers, { forgotPassword: null, lockout: { lockMinutes: 0 } });
    expect(chosen).toEqual({ 'lockout.maxFailures': 3, 'lockout.lockMinutes': 0 });
  });

  it('of a value that the configuration sets is refused', () => {
    const layers = global({}, { 'sessions.idleMinutes': 60 });
    expect(codesOf(changeSettings(layers, { sessions: { idleMinutes: 30 } }))).toEqual([
      'setting-locked /sessions/idleMinutes',
    ]);
    expect(codesOf(changeSettings(global({}, { 'passwords.mode': 'nist' }), { passwords: { history: 3 } }))).toEqual([
      'setting-locked /passwords/history',
    ]);
  });

  it.each([
    ['/passwords/minLength', { passwords: { mode: 'custom', minLength: 100, maxLength: 64 } }],
    ['/sessions/idleMinutes', { sessions: { idleMinutes: 20_000 } }],
    ['/sessions/absoluteMinutes', { sessions: { absoluteMinutes: 60 } }],
    ['/sessions/maxConcurrent', { sessions: { maxConcurrent: 2 } }],
    ['/lockout/addressSlowAfter', { lockout: { addressSlowAfter: 600 } }],
    ['/lockout/addressRefuseAfter', { lockout: { addressRefuseAfter: 10 } }],
  ] as const)('that contradicts what holds is refused at %s', (pointer, patch) => {
    expect(codesOf(changeSettings(NOTHING, patch))).toEqual([`contradiction ${pointer}`]);
  });

  it('is not refused for a contradiction that it has no part in', () => {
    const layers = global({ 'sessions.maxConcurrent': 3 });
    expect(changeSettings(layers, { forgotPassword: true }).refusals).toEqual([]);
  });
});

describe('the password mode', () => {
  it('becomes custom with a value of its own, and the rest stays as the preset has it', () => {
    expect(policyAfter(NOTHING, { minLength: 14 })).toEqual({
      ...valuesOf(resolveSettings(NOTHING)).passwords,
      mode: 'custom',
      minLength: 14,
    });
    expect(policyAfter(global({ 'passwords.mode': 'nist' }), { minLength: 20 })).toMatchObject({
      mode: 'custom',
      minLength: 20,
      requireUpper: false,
      maxAgeDays: 0,
    });
  });

  it('stays when the values sent are those of the preset', () => {
    expect(changeSettings(NOTHING, { passwords: { minLength: 12, history: 5 } }).chosen).toEqual({});
  });

  it('drops chosen values with a preset, and with null', () => {
    const layers = global({ 'passwords.mode': 'custom', 'passwords.minLength': 30, forgotPassword: true });
    expect(changeSettings(layers, { passwords: { mode: 'nist' } }).chosen).toEqual({
      'passwords.mode': 'nist',
      forgotPassword: true,
    });
    expect(changeSettings(layers, { passwords: { mode: null } }).chosen).toEqual({ forgotPassword: true });
  });

  it('is custom for a preset with another value beside it', () => {
    expect(policyAfter(NOTHING, { mode: 'nist', minLength: 18 })).toMatchObject({ mode: 'custom', minLength: 18 });
    expect(policyAfter(NOTHING, { mode: 'nist', minLength: 15 })).toMatchObject({ mode: 'nist', minLength: 15 });
  });

  it('custom alone keeps what holds', () => {
    const layers = global({ 'passwords.mode': 'nist' });
    expect(policyAfter(layers, { mode: 'custom' })).toMatchObject({ mode: 'custom', minLength: 15, maxAgeDays: 0 });
  });

  it('custom keeps no value that the configuration sets', () => {
    const { chosen } = changeSettings(global({}, { 'passwords.minLength': 13 }), { passwords: { history: 3 } });
    expect(chosen).not.toHaveProperty(['passwords.minLength']);
    expect(chosen).toMatchObject({ 'passwords.mode': 'custom', 'passwords.history': 3 });
  });
});

describe('a Domain', () => {
  it('may be stricter', () => {
    expect(policyAfter(domain({}), { minLength: 16, maxAgeDays: 30 })).toMatchObject({
      mode: 'custom',
      minLength: 16,
      maxAgeDays: 30,
    });
    expect(policyAfter(domain({}), { mode: 'nist' })).toMatchObject({ mode: 'nist', minLength: 15, maxAgeDays: 0 });
  });

  it.each([
    ['/passwords/minLength', { passwords: { minLength: 8 } }, 'the system asks for at least 12'],
    ['/passwords/maxAgeDays', { passwords: { maxAgeDays: 0 } }, 'the system allows at most 90, and not 0'],
    ['/passwords/blocklist', { passwords: { blocklist: false } }, 'the system asks for it'],
    ['/lockout/maxFailures', { lockout: { maxFailures: 10 } }, 'the system allows at most 5'],
    ['/lockout/lockMinutes', { lockout: { lockMinutes: 10 } }, 'the system asks for at least 30, or 0'],
    ['/sessions/allowConcurrentLogin', { sessions: { allowConcurrentLogin: true } }, 'the system does not allow it'],
    ['/sessions/idleMinutes', { sessions: { idleMinutes: 2_000 } }, 'the system allows at most 1440'],
  ] as const)('is refused below the floor at %s, with the floor', (pointer, patch, detail) => {
    expect(changeSettings(domain({}), patch)).toEqual({
      chosen: {},
      refusals: [{ code: 'setting-below-floor', pointer, detail }],
    });
  });

  it('in another preset that wants values of its own is held against the system', () => {
    const refused = changeSettings(domain({ 'passwords.mode': 'nist' }), { passwords: { minLength: 20 } });
    expect(codesOf(refused)).toContain('setting-below-floor /passwords/requireUpper');
    expect(refused.chosen).toEqual({ 'passwords.mode': 'nist' });
  });

  it('is refused what counts for the whole system', () => {
    const { refusals } = changeSettings(domain({}), { lockout: { addressSlowAfter: 5 } });
    expect(refusals).toEqual([
      {
        code: 'setting-locked',
        pointer: '/lockout/addressSlowAfter',
        detail: 'is set for the whole system, not for a Domain',
      },
    ]);
  });

  it('may switch off more sessions at once without naming the limit', () => {
    const layers = domain({}, { 'sessions.allowConcurrentLogin': true, 'sessions.maxConcurrent': 3 });
    expect(changeSettings(layers, { sessions: { allowConcurrentLogin: false } }).refusals).toEqual([]);
  });
});

it('points at a setting in the body', () => expect(pointerTo('passwords.minLength')).toBe('/passwords/minLength'));
