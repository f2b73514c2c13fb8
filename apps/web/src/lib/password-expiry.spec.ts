import { expect, it } from '@jest/globals';
import { expiryNotice } from './password-expiry';

const now = Date.parse('2026-11-22T12:00:00.000Z');

it.each([
  { expiresAt: null, notice: null },
  { expiresAt: '2026-12-06T12:00:00.001Z', notice: null },
  { expiresAt: '2026-12-06T12:00:00.000Z', notice: 'soon' },
  { expiresAt: '2026-11-22T12:00:00.001Z', notice: 'soon' },
  { expiresAt: '2026-11-22T12:00:00.000Z', notice: 'past' },
])('about a password that expires at $expiresAt says $notice', ({ expiresAt, notice }) => {
  expect(expiryNotice(expiresAt, now)).toBe(notice);
});
