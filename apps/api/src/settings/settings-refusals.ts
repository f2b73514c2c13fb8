import type { FieldError } from 'wardkeep/contracts';
import type { SettingRefusal } from 'wardkeep/rules';
import { Problem } from '../platform/http/problem.js';

/** What is set elsewhere first, then what is too loose, then what can not hold together. */
const ORDER = ['setting-locked', 'setting-below-floor', 'contradiction'] as const;

export function refuseSettings(refusals: readonly SettingRefusal[]): void {
  const code = ORDER.find((one) => refusals.some((refusal) => refusal.code === one));
  if (code === undefined) return;
  const errors: FieldError[] = refusals.filter((refusal) => refusal.code === code);
  const [first] = errors;
  if (code === 'contradiction') throw new Problem('invalid-request', { errors });
  throw new Problem(code, { errors, ...(first && { detail: `${first.pointer}: ${first.detail}` }) });
}
