import type { SettingValues } from 'wardkeep/contracts';
import { CLASSIC_POLICY } from './password-policy.js';

/** What holds where nobody chose anything. */
export const DEFAULT_SETTINGS: SettingValues = {
  passwords: CLASSIC_POLICY,
  lockout: { maxFailures: 5, windowMinutes: 15, lockMinutes: 30, addressSlowAfter: 50, addressRefuseAfter: 500 },
  sessions: { allowConcurrentLogin: false, maxConcurrent: 1, idleMinutes: 1_440, absoluteMinutes: 10_080 },
  twoFactor: { required: false },
  forgotPassword: false,
  naming: 'standard',
};
