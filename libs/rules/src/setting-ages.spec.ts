import { describe, expect, it } from '@jest/globals';
import { agesFromAfter, passwordAgesFrom } from './setting-ages.js';
import { resolveSettings } from './setting-resolution.js';
import type { ChosenSettings } from './settings.js';

const [early, late] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')];
const system = (global: ChosenSettings) => resolveSettings({ configured: {}, global, domain: null });
const domain = (chosen: ChosenSettings) => resolveSettings({ configured: {}, global: {}, domain: chosen });

describe('passwords age', () => {
  it.each([
    { name: 'since ever', global: null, domain: null, from: null },
    { name: 'since the system switched', global: early, domain: null, from: early },
    { name: 'since the Domain came back to the system', global: early, domain: late, from: late },
    { name: 'since the system switched after the Domain did', global: late, domain: early, from: late },
  ])('$name', ({ global, domain: own, from }) => {
    expect(passwordAgesFrom(domain({}), { global, domain: own })).toBe(from);
  });

  it('as a Domain with an age of its own keeps it', () => {
    const own = domain({ 'passwords.mode': 'custom', 'passwords.maxAgeDays': 30 });
    expect(passwordAgesFrom(own, { global: late, domain: null })).toBeNull();
    expect(passwordAgesFrom(own, { global: late, domain: early })).toBe(early);
  });

  it('from the switch on where they did not before', () => {
    const [classic, nist] = [system({}), system({ 'passwords.mode': 'nist' })];
    expect(agesFromAfter(nist, classic, null, late)).toBe(late);
    expect(agesFromAfter(nist, classic, early, late)).toBe(late);
    expect(agesFromAfter(classic, classic, early, late)).toBe(early);
    expect(agesFromAfter(classic, nist, early, late)).toBe(early);
  });
});
