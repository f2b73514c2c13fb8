import { describe, expect, it } from '@jest/globals';
import { expiryOf } from './password-age.js';
import { CLASSIC_POLICY } from './password-policy.js';

describe('expiryOf', () => {
  const changedAt = new Date('2026-01-31T12:00:00.000Z');
  it.each([
    { name: '90 days', days: 90, agesFrom: null, expires: '2026-05-01T12:00:00.000Z' },
    { name: 'one day', days: 1, agesFrom: null, expires: '2026-02-01T12:00:00.000Z' },
    { name: 'no maximum age', days: 0, agesFrom: '2026-03-01T00:00:00.000Z', expires: null },
    {
      name: '90 days from a later switch',
      days: 90,
      agesFrom: '2026-03-01T00:00:00.000Z',
      expires: '2026-05-30T00:00:00.000Z',
    },
    {
      name: '90 days after an earlier switch',
      days: 90,
      agesFrom: '2025-03-01T00:00:00.000Z',
      expires: '2026-05-01T12:00:00.000Z',
    },
  ])('$name: $expires', ({ days, agesFrom, expires }) => {
    const from = agesFrom === null ? null : new Date(agesFrom);
    const expiry = expiryOf({ ...CLASSIC_POLICY, maxAgeDays: days }, changedAt, from);
    expect(expiry?.toISOString() ?? null).toBe(expires);
  });
});
